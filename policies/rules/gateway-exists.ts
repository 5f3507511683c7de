import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { GatewayName } from "../model/gatewayNames";
import { gatewayIn, gatewayNamed, isGenerated } from "../model/gatewayNames";
import { homeOf, isNamed } from "../model/known";
import { isHeld } from "../model/lookups";
import { anyOf } from "../model/references";
import { gatewayReferencesOf, MESH } from "../model/virtualServices";
import type { Rule } from "../rule";

const WHY = `A VirtualService takes effect at the Gateways that it names. Where there is no Gateway of that name, its routes are for nobody:
the ingress answers 404, and no status of the VirtualService says why
([IST0101](https://istio.io/latest/docs/reference/config/analysis/ist0101/),
[Kiali's validations](https://kiali.io/docs/features/validations/)).

A name without a namespace is a Gateway of the VirtualService's own namespace
([VirtualService.gateways](https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService)): the usual mistake
is to leave out the namespace of a shared Gateway.

Judged are names in namespaces that the stack holds. \`mesh\`, the mesh's sidecars, always exists; names that Istio makes for Gateways
of the Kubernetes Gateway API are left to the rule \`internal-gateway\`.`;

/** A VirtualService for a Gateway that is not there routes nothing, in silence. */
export const gatewayExists: Rule = {
  name: "gateway-exists",
  codes: ["IST0101", "IST0132", "KIA1102"],
  description: "Gateways that a VirtualService names exist.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "The routes never take effect: the ingress answers 404 to every request for them.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service, mesh) {
    for (const { field } of gatewayReferencesOf(service)) {
      const written = field.text ?? "";
      if (written === MESH || isGenerated(written)) continue;
      const name = gatewayNamed(written, homeOf(service));
      if (!gatewayIn(mesh, name) && isComplete(name.namespace, mesh)) yield missing(service, field, name, mesh);
    }
  },
};

/** Whether every Gateway of the namespace is in the stack: none without a name yet, none made by an installation as a whole. */
function isComplete(namespace: string, mesh: Mesh): boolean {
  const { named, makers } = mesh.once("gateway-exists", () => {
    // The chart `istio` (until 1.5) and the operators of that time make Gateways of their own.
    const charts = mesh.releases.filter((one) => one.chart === "istio").map((one) => one.namespace);
    const operators = mesh.controlPlanes.filter(({ form }) => form === "operator" || form === "maistra");
    return {
      named: mesh.ofKind("networking.istio.io", "Gateway").every(isNamed),
      makers: new Set([...charts, ...operators.map((one) => one.namespace)]),
    };
  });
  return named && isHeld(namespace, mesh) && !makers.has(namespace);
}

function missing(service: MeshObject, field: Field, { namespace, name }: GatewayName, mesh: Mesh): Finding {
  const there = mesh.once(`gateway-exists: in ${namespace}`, () =>
    anyOf(mesh.ofKindIn("networking.istio.io", "Gateway", namespace).map((one) => one.name)),
  );
  const namesakes = mesh.once("gateway-exists: by name", () =>
    groupBy(mesh.ofKind("networking.istio.io", "Gateway"), (one) => one.name),
  );
  const [other] = namesakes.get(name) ?? [];
  const foreign = gatewayIn(mesh, { namespace, name }, "gateway.networking.k8s.io");
  return found(service, field, {
    problem: foreign
      ? "which is a Gateway of the Kubernetes Gateway API: a VirtualService cannot name it"
      : `but namespace "${namespace}" has no Gateway "${name}"`,
    allowed: `a Gateway of networking.istio.io; namespace "${namespace}" has ${there || "none"}`,
    fix: other
      ? `write "${other.home}/${name}" if that Gateway is meant, or declare one of this name in namespace "${namespace}"`
      : `correct the name, or declare the Gateway in namespace "${namespace}"`,
    codes: codesAt(field.path),
  });
}

/** istioctl looks at spec.gateways, and finds the hosts missing too; Kiali looks there and in the matches of http routes. */
function codesAt(path: string): string[] {
  if (path.startsWith("spec.gateways")) return ["IST0101", "IST0132", "KIA1102"];
  return path.startsWith("spec.http") ? ["KIA1102"] : [];
}
