import type { SockShopSettings } from "../../config";
import { sockShopVersions } from "../../config/versionsOf";
import type { ServiceTraffic } from "./serviceTraffic";

/** Sock Shop's services that traffic rules are written for; the others only ever talk to their own neighbour. */
const routed = ["front-end", "carts", "catalogue", "user", "payment", "orders"] as const;

/** Sock Shop's traffic: the front-end is reached at its host through the gateway, the others from within the mesh. */
export function sockShopTraffic(shop: SockShopSettings, gateway: string): ServiceTraffic[] {
  const versions = sockShopVersions(shop);
  return routed.map((service) => ({
    service,
    namespace: shop.namespace,
    versions: versions[service],
    rules: shop.traffic[service],
    ...(service === "front-end" ? { ingress: { route: "sock-shop", gateway, hosts: [shop.host] } } : {}),
  }));
}
