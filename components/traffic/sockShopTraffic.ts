import type { ServiceTraffic } from "./serviceTraffic";

/** Sock Shop's services that traffic rules are written for; the others only ever talk to their own neighbour. */
const routed = ["front-end", "carts", "catalogue", "user", "payment", "orders"];

/** Sock Shop's traffic: the front-end is reached at `host` through the gateway, the others from within the mesh. */
export function sockShopTraffic(namespace: string, host: string, gateway: string): ServiceTraffic[] {
  return routed.map((service) => ({
    service,
    namespace,
    ...(service === "front-end" ? { ingress: { route: "sock-shop", gateway, hosts: [host] } } : {}),
  }));
}
