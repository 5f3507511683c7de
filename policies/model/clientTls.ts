import type { Field } from "./field";
import { fullHost, isUnder } from "./hosts";
import { normalized } from "./names";
import type { MeshObject } from "./object";

export const ISTIO_MUTUAL = "ISTIO_MUTUAL";

/** A place of a DestinationRule that says how clients call: with which TLS mode, whether it is written there or not. */
export interface TlsPlace {
  tls: Field;
  mode: Field;
  /** The steps that lead to the mode, for what writes it. */
  steps: readonly (string | number)[];
  level: "rule" | "port" | "subset";
  /** What holds here: the mode itself, or that of spec.trafficPolicy for a subset without `tls` of its own. */
  effective: Field;
}

/**
 * Every such place, in the order in which they stand in the rule. Ports inherit nothing, subsets take over `tls` as a whole:
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy
 */
export function* tlsPlaces(rule: MeshObject): Iterable<TlsPlace> {
  const policy = rule.spec.get("trafficPolicy");
  const top = policy.at("tls", "mode");
  yield { tls: policy.get("tls"), mode: top, steps: [...RULE, ...MODE], level: "rule", effective: top };
  yield* portsOf(policy, RULE);
  for (const subset of rule.spec.get("subsets").items()) {
    const own = subset.get("trafficPolicy");
    if (own.missing && subset.isObject) continue;
    const tls = own.get("tls");
    const mode = tls.get("mode");
    const steps = ["spec", "subsets", subset.step, "trafficPolicy"];
    const inherits = own.isObject && tls.missing;
    yield { tls, mode, steps: [...steps, ...MODE], level: "subset", effective: inherits ? top : mode };
    yield* portsOf(own, steps);
  }
}

const RULE = ["spec", "trafficPolicy"] as const;
const MODE = ["tls", "mode"] as const;

function* portsOf(policy: Field, steps: readonly (string | number)[]): Iterable<TlsPlace> {
  for (const port of policy.get("portLevelSettings").items()) {
    const tls = port.get("tls");
    const mode = tls.get("mode");
    yield { tls, mode, steps: [...steps, "portLevelSettings", port.step, ...MODE], level: "port", effective: mode };
  }
}

/** The places whose clients do not use the mesh's certificates, each with what is wrong there. */
export function* notMutual(rule: MeshObject): Iterable<TlsPlace & { problem: string }> {
  for (const place of tlsPlaces(rule)) {
    const { mode, level, effective } = place;
    if (effective.value === ISTIO_MUTUAL) continue;
    // What a patch does not mention keeps the mode that it has.
    if (rule.partial && effective.missing && (level === "rule" || effective !== mode)) continue;
    yield { ...place, problem: problemOf(place) };
  }
}

/** https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule */
function problemOf({ mode, level, effective }: TlsPlace): string {
  if (effective !== mode) return "and what it inherits from spec.trafficPolicy is not ISTIO_MUTUAL";
  if (mode.missing && level === "port") return "and a port inherits no TLS settings from the levels above";
  if (mode.missing)
    return "so clients talk plain text wherever automatic mutual TLS is off: STRICT workloads answer 503";
  if (mode.value === "DISABLE") return "which sends plain text: STRICT workloads answer 503";
  return "which does not present the mesh's certificates: STRICT workloads answer 503";
}

/** Whether a host, as an object of that namespace writes it, can only be a Service, or a wildcard over Services. */
export function isServiceHost(host: string, namespace: string): boolean {
  const full = fullHost(host, namespace);
  return full.endsWith(".svc.cluster.local") || isUnder("*.svc.cluster.local", full);
}

/** Whether a host is among those that a setting lists, written as in the setting or in full; `*.` covers all below it. */
export function isListed(host: string, namespace: string, list: readonly string[]): boolean {
  const names = [normalized(host), fullHost(host, namespace)];
  return list.map(normalized).some((one) => names.some((name) => isUnder(name, one)));
}
