import { installed, type Outputs } from "../doctor/installed";
import type { GatewayService } from "../gatewayAddress";
import type { LoadApp } from "./apps";

/** What the stack has installed by its own word, as far as calls need it. */
export interface Installed {
  gateway: GatewayService;
  /** Names of the addons that are on. */
  addons: string[];
}

/** What index.ts exports of it beside what the doctor reads. */
type Exports = Outputs & { sockShopHost?: string; bookinfoHost?: string; appHosts?: string[]; addons?: string[] };

/** The way in to an app of the stack's file; refused where the stack has not installed that app, or has no gateway. */
export function installedFor({ name, host }: LoadApp, make: (target: string) => string, ask = installed): Installed {
  const said = ask();
  if ("failure" in said) {
    const [finding] = said.failure.findings;
    throw new Error(`${finding?.object}: ${finding?.found}. Next: ${finding?.next.join(", ")}`);
  }
  const { ingressGateway: gateway, sockShopHost, bookinfoHost, appHosts = [], addons = [] } = said.outputs as Exports;
  if (!gateway)
    throw new Error("This stack has no ingress gateway (mesh.components.gateway): no call gets in from outside.");
  if (![sockShopHost, bookinfoHost, ...appHosts].includes(host)) {
    throw new Error(`APP=${name}: ${host} is in the stack's file, but not installed yet. Next: ${make("up")}`);
  }
  return { gateway, addons };
}
