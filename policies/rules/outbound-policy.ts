import * as z from "zod";
import { found } from "../finding";
import type { ControlPlane } from "../model/controlPlanes";
import { CONTROL_PLANE_KINDS, controlPlaneOf, controlPlaneOfRelease } from "../model/controlPlanes";
import { istioChartOf } from "../model/istioCharts";
import { knownGet, knownText } from "../model/known";
import type { MeshObject } from "../model/object";
import { outboundModeOf } from "../model/outbound";
import { releaseOf } from "../model/releases";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `Unless it is told otherwise, Istio lets every workload call every host: a ServiceEntry then adds features, not permission,
and a compromised pod sends its data where it likes. With \`REGISTRY_ONLY\` the mesh sends on only what the registry knows, so each
external host is declared, seen in metrics and under the control of who may write ServiceEntries. See
[the \`outboundTrafficPolicy\` of the mesh](https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/).

It is a guard rail, not a wall: a pod can go around its sidecar, so
[add NetworkPolicies](https://istio.io/latest/docs/ops/best-practices/security/#understand-traffic-capture-limitations) where it must
hold.`;

/** ALLOW_ANY, the default, lets any workload call any host. */
export const outboundPolicy: Rule<Config> = {
  name: "outbound-policy",
  codes: [],
  description: "Control planes let workloads call only the hosts that the mesh knows.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "ALLOW_ANY is Istio's default and works; closing it needs ServiceEntries.",
  },
  offInTests: true,
  scope: "object",
  kinds: CONTROL_PLANE_KINDS,
  config,
  *check(object) {
    const plane = planeOf(object);
    if (!plane || isElsewhere(plane)) return;
    const mode = outboundModeOf(plane);
    if (mode.value === "REGISTRY_ONLY" || (object.partial && mode.missing)) return;
    yield found(object, mode, {
      problem: mode.missing
        ? "so any workload may call any host: ALLOW_ANY is the default"
        : "so any workload may call any host",
      allowed: '"REGISTRY_ONLY"',
      fix: "declare the external hosts by ServiceEntries, then set the mode to REGISTRY_ONLY",
    });
  },
};

function planeOf(object: MeshObject): ControlPlane | undefined {
  if (object.key !== "helm.sh/Release") return controlPlaneOf(object);
  const chart = istioChartOf(object);
  return chart === "istiod" || chart === "istio" ? controlPlaneOfRelease({ ...releaseOf(object), chart }) : undefined;
}

/** A remote cluster's part of a control plane, or an IstioOperator for gateways only: the mesh is configured elsewhere. */
function isElsewhere({ object, values }: ControlPlane): boolean {
  const profiles = [knownGet(values, "profile"), knownGet(object.spec, "profile")].map(knownText);
  const remote = knownGet(knownGet(values, "istiodRemote"), "enabled");
  return profiles.includes("remote") || profiles.includes("empty") || (!remote.unknown && remote.flag === true);
}
