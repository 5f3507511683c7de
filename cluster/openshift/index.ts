import type { Daemon } from "../daemon";
import { daemons } from "./names";
import { kwok } from "./node";
import { simulation } from "./simulation";

export { openshiftOverlay } from "./overlay";
export { prepareOpenshift } from "./prepare";

/** Webhooks are asked at the addresses behind their Services, because no kube-proxy leads there. */
export const apiserverFlags: Record<string, string> = { "enable-aggregator-routing": "true" };

/** What runs beside the control plane, once `prepareOpenshift` is through. OLM's simulation starts the Maistra operator. */
export const openshiftDaemons = (): Daemon[] => [
  kwok(),
  simulation(daemons.webhooks, "webhooks", "main.ts"),
  simulation(daemons.olm, "olm", "main.ts"),
];

/** Names of what runs, in the order of stopping: OLM's simulation would start the operator again. */
export const openshiftStopOrder = [daemons.olm, daemons.operator, daemons.webhooks, daemons.kwok];
