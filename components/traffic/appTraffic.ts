import type { AppSettings, BookinfoSettings, HostTls, ServiceSettings, SockShopSettings } from "../../config";
import { versionsOf } from "../../config/versionsOf";
import { bookinfoTraffic } from "./bookinfoTraffic";
import type { ServiceTraffic } from "./serviceTraffic";
import { sockShopTraffic } from "./sockShopTraffic";

/** The traffic of one app: the rules for its services, and the host at which one of them is published. */
export interface AppTraffic {
  /** What the app's resources are named after. */
  name: string;
  namespace: string;
  /** Names a service's rules. */
  ruleName: (service: string) => string;
  host?: string;
  tls?: HostTls;
  /** Name of the Gateway of the host. */
  gateway: string;
  /** The rules, with the Gateway that they are bound to as `namespace/name`. */
  services: ServiceTraffic[];
}

/** What of a stack may have rules. */
interface Ruled {
  sockShop?: SockShopSettings;
  bookinfo?: BookinfoSettings;
  apps: AppSettings[];
  services: ServiceSettings[];
}

/** The traffic of everything in a stack that has rules. */
export function appTraffic({ sockShop, bookinfo, apps, services }: Ruled): AppTraffic[] {
  return [
    ...(sockShop?.enabled ? [sample("sock-shop", sockShop, sockShopTraffic, (service) => service)] : []),
    ...(bookinfo?.enabled ? [sample("bookinfo", bookinfo, bookinfoTraffic, (service) => `bookinfo-${service}`)] : []),
    ...apps.map((app) => single(app, { port: app.servicePort, versions: versionsOf(app) })),
    ...services.map((service) => single(service, { port: service.port })),
  ];
}

function sample<S extends { namespace: string; host: string; tls?: HostTls }>(
  name: string,
  settings: S,
  rules: (settings: S, gateway: string) => ServiceTraffic[],
  ruleName: AppTraffic["ruleName"],
): AppTraffic {
  const { namespace, host, tls } = settings;
  const gateway = `${name}-gateway`;
  return { name, namespace, ruleName, host, tls, gateway, services: rules(settings, `${namespace}/${gateway}`) };
}

function single(
  { name, namespace, host, tls, traffic }: AppSettings | ServiceSettings,
  service: Pick<ServiceTraffic, "port" | "versions">,
): AppTraffic {
  const gateway = `${name}-gateway`;
  const ingress = host && {
    route: `${name}-ingress`,
    gateway: `${namespace}/${gateway}`,
    hosts: [host],
    // Other services of the mesh may call it as well, and its rules hold for them too.
    alsoInside: true,
  };
  // A slash, which no name has: "a-b" in "c" is not "b-c" in "a".
  const own = `${namespace}/${name}`;
  return {
    name: own,
    namespace,
    ruleName: () => own,
    host,
    tls,
    gateway,
    services: [{ service: name, namespace, ...service, rules: traffic, ...(ingress ? { ingress } : {}) }],
  };
}
