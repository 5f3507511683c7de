import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import { fullHost } from "../model/hosts";
import { knownText, reach } from "../model/known";
import type { MeshObject } from "../model/object";
import { outboundModeOf } from "../model/outbound";
import { hostsElsewhere, isElsewhere, namesakes, presenceFor } from "../model/references";
import { destinationsOf } from "../model/virtualServices";
import type { Rule } from "../rule";

const config = z.strictObject({ hostsElsewhere });

type Config = z.infer<typeof config>;

const WHY = `Where \`outboundTrafficPolicy\` is \`REGISTRY_ONLY\`, a workload reaches only the hosts that the mesh knows. A route, a
DestinationRule or a backend for an external host without a ServiceEntry does not make it known: calls end in Envoy's
\`BlackHoleCluster\` (502, or a reset connection) while the configuration looks complete. See
[accessing external services](https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/).

Judged is a stack whose control planes all say \`REGISTRY_ONLY\`, unless a Sidecar in it allows its namespace more.`;

/** Under REGISTRY_ONLY an external host that no ServiceEntry declares cannot be called, whatever routes name it. */
export const outboundHosts: Rule<Config> = {
  name: "outbound-hosts",
  codes: [],
  description: "Under REGISTRY_ONLY, the external hosts that the stack configures are declared by a ServiceEntry.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Another team's ServiceEntry outside of the stack may declare the host." },
  scope: "stack",
  kinds: [
    "networking.istio.io/VirtualService",
    "networking.istio.io/DestinationRule",
    "gateway.networking.k8s.io/HTTPRoute",
    "gateway.networking.k8s.io/GRPCRoute",
    "gateway.networking.k8s.io/TLSRoute",
    "gateway.networking.k8s.io/TCPRoute",
  ],
  config,
  *check(object, mesh, { hostsElsewhere }) {
    if (!mesh.once("outbound-hosts", () => isRegistryOnly(mesh))) return;
    for (const host of hostsOf(object)) {
      const name = host.text;
      if (name === undefined || !isExternal(name, object.home, mesh)) continue;
      if (isElsewhere(name, object.home, hostsElsewhere) || presenceFor(object, name, mesh) !== "missing") continue;
      yield found(object, host, {
        problem: "an external host that no ServiceEntry declares, so REGISTRY_ONLY blocks every call to it",
        allowed: "hosts of ServiceEntries in the stack, or of hostsElsewhere of this rule",
        fix: `add a ServiceEntry for "${name}" with its ports and a resolution`,
      });
    }
  },
};

function isRegistryOnly(mesh: Mesh): boolean {
  const planes = mesh.controlPlanes.map((one) => outboundModeOf(one));
  const sidecars = mesh
    .ofKind("networking.istio.io", "Sidecar")
    .map(({ root }) => reach(root, "spec", "outboundTrafficPolicy"));
  return (
    mesh.objects.every(({ placed }) => placed) &&
    planes.length > 0 &&
    planes.every((mode) => knownText(mode) === "REGISTRY_ONLY") &&
    sidecars.every(
      (policy) => !policy.unknown && (policy.missing || knownText(reach(policy, "mode")) === "REGISTRY_ONLY"),
    )
  );
}

/** Where an object names the hosts that it sends calls to. */
function hostsOf(object: MeshObject): Field[] {
  if (object.kind === "DestinationRule") return [object.spec.get("host")];
  if (object.kind === "VirtualService") return destinationsOf(object).map(({ field }) => field.get("host"));
  const rules = object.spec.get("rules").items();
  return rules
    .flatMap((rule) => rule.get("backendRefs").items())
    .filter((ref) => ref.get("group").text === "networking.istio.io" && ref.get("kind").text === "Hostname")
    .map((ref) => ref.get("name"));
}

/** Not of this cluster, nor a Service's name written with its namespace (`carts.shop`). */
function isExternal(name: string, home: string, mesh: Mesh): boolean {
  const full = fullHost(name, home);
  const [, namespace, more] = full.split(".");
  if (namespace === undefined || /\.(local|internal|svc)$/.test(full) || namesakes(name, mesh).length > 0) return false;
  return more !== undefined || (namespace !== home && !mesh.holds(namespace));
}
