import type { BookinfoSettings } from "../../config";
import { bookinfoVersions } from "../../config/versionsOf";
import type { ServiceTraffic } from "./serviceTraffic";

/** Bookinfo's services listen where its images do. */
const port = 9080;

/** What of Bookinfo is reached from outside, as its own VirtualService has it. */
const paths = [
  { exact: "/productpage" },
  { exact: "/login" },
  { exact: "/logout" },
  { prefix: "/api/v1/products" },
] as const;

/** Bookinfo's traffic: the product page is reached at its host through the gateway, the others from within the mesh. */
export function bookinfoTraffic({ namespace, host, traffic }: BookinfoSettings, gateway: string): ServiceTraffic[] {
  return (["productpage", "details", "ratings", "reviews"] as const).map((service) => ({
    service,
    namespace,
    port,
    rules: traffic[service],
    versions: bookinfoVersions[service],
    ...(service === "productpage" ? { ingress: { route: "bookinfo", gateway, hosts: [host], paths } } : {}),
  }));
}
