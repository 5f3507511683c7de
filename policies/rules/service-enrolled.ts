import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { isAmbientNamespace, objectEnrolment, USE_WAYPOINT } from "../model/ambient";
import type { Field } from "../model/field";
import type { HostEntry } from "../model/hosts";
import { isNamed, placeOf } from "../model/known";
import { layer7Of } from "../model/layer7";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  enrolledNamespaces: z
    .array(z.string())
    .default([])
    .describe(
      "Namespaces that get a waypoint outside the stack, as `istioctl waypoint apply --enroll-namespace` does.",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `For a Service in ambient mode, it is its waypoint that follows VirtualServices and DestinationRules: ztunnel knows none. The Service
needs the label \`istio.io/use-waypoint\`, or its namespace does, and not \`none\`
([Istio: use a waypoint](https://istio.io/latest/docs/ambient/usage/waypoint/)). The waypoint reads such objects from the Service's
namespace and from its own, no others: a client's namespace cannot route the calls of its clients
([Istio: layer 7 features](https://istio.io/latest/docs/ambient/usage/l7-features/)).

Sidecars and gateways that call the Service follow these objects all the same, so this is advice. Kiali gives it as
[KIA0211, KIA0212, KIA1113 and KIA1114](https://kiali.io/docs/features/validations/).`;

/** Routes and rules for a Service without a waypoint are followed by nobody in ambient mode. */
export const serviceEnrolled: Rule<Config> = {
  name: "service-enrolled",
  codes: ["KIA0211", "KIA0212", "KIA1113", "KIA1114"],
  description:
    "VirtualServices and DestinationRules for a Service in ambient mode stand where its waypoint reads them.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Callers in ambient mode ignore the object, but sidecars and gateways that call the Service follow it.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService", "networking.istio.io/DestinationRule"],
  config,
  *check(object, mesh, config) {
    const home = placeOf(object);
    const layer7 = object.partial ? undefined : layer7Of(object);
    if (!layer7) return;
    const seen = new Set<MeshObject>();
    const { spec } = object;
    for (const field of object.kind === "VirtualService" ? spec.get("hosts").items() : [spec.get("host")]) {
      for (const entry of mesh.hosts.all(field.text ?? "", home)) {
        if (!entry.service || seen.has(entry.object)) continue;
        seen.add(entry.object);
        if (isNamed(entry.object) && isAmbientNamespace(mesh, entry.namespace))
          yield* checkService(object, field, { entry, home, layer7 }, mesh, config);
      }
    }
  },
};

function* checkService(
  object: MeshObject,
  field: Field,
  { entry, home, layer7 }: { entry: HostEntry; home: string; layer7: Field },
  mesh: Mesh,
  config: Config,
): Iterable<Finding> {
  const rule = object.kind === "DestinationRule";
  const { name } = entry.object;
  const waypoint = objectEnrolment(entry.object, mesh);
  if (waypoint === "none" && !config.enrolledNamespaces.includes(entry.namespace)) {
    yield found(object, field, {
      problem: `a Service in ambient mode without a waypoint: nothing there acts on ${layer7.path}`,
      allowed: `a Service whose label ${USE_WAYPOINT}, or its namespace's, names a waypoint`,
      fix: `add a Gateway of class istio-waypoint to namespace "${entry.namespace}" and label Service "${name}" with its name`,
      codes: [rule ? "KIA0211" : "KIA1113"],
    });
  }
  const read = typeof waypoint === "object" ? [entry.namespace, waypoint.namespace] : [entry.namespace];
  if (waypoint === "unknown" || [...read, ...(rule ? [mesh.rootNamespace] : [])].includes(home)) return;
  yield found(object, field, {
    problem: `a Service of namespace "${entry.namespace}", whose waypoint reads no ${object.kind} of namespace "${home}"`,
    allowed: `a host of namespace "${home}", or this ${object.kind} in namespace "${entry.namespace}"`,
    fix: `declare this ${object.kind} in namespace "${entry.namespace}"`,
    codes: [rule ? "KIA0212" : "KIA1114"],
  });
}
