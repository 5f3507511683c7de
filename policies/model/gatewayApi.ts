import type { Mesh } from "../mesh";
import type { Field } from "./field";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import { namespaceLabels } from "./lookups";
import type { MeshObject } from "./object";

/** The group of the Kubernetes Gateway API. */
export const GATEWAY_API = "gateway.networking.k8s.io";

/** The kinds of routes, as `group/Kind`. */
export const ROUTE_KINDS = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"].map(
  (kind) => `${GATEWAY_API}/${kind}`,
);

/** How an object of the Gateway API names another one, with what it leaves out filled in. */
export interface Reference {
  field: Field;
  /** `core` for the group that the API writes as "". */
  group: string;
  kind: string;
  namespace: string;
  name: string;
}

/** A backend of a route: where its requests go, or, as a mirror, where copies of them go. */
export interface Backend extends Reference {
  mirror: boolean;
}

/** What a route attaches to: Gateways, or in the mesh Services and ServiceEntries. */
export function parentsOf(route: MeshObject, home: string): Reference[] {
  return parentsIn(route.spec, home);
}

/** As parentsOf, of whatever has the list `parentRefs`. */
export function parentsIn(field: Field, home: string): Reference[] {
  return field
    .get("parentRefs")
    .items()
    .flatMap((field) => referenceAt(field, home, GATEWAY_API, "Gateway"));
}

export function backendsOf(route: MeshObject, home: string): Backend[] {
  const rules = route.spec.get("rules").items();
  return rules.flatMap((rule) => {
    const backends = rule.get("backendRefs").items();
    const mirrors = [rule, ...backends].flatMap((one) => one.get("filters").items());
    return [
      ...backends.flatMap((field) => backendAt(field, home, false)),
      ...mirrors.flatMap((filter) => backendAt(filter.at("requestMirror", "backendRef"), home, true)),
    ];
  });
}

function backendAt(field: Field, home: string, mirror: boolean): Backend[] {
  return referenceAt(field, home, "", "Service").map((one) => ({ ...one, mirror }));
}

/** The certificates of a Gateway's listeners, where it ends TLS itself. */
export function certificatesOf(gateway: MeshObject, home: string): Reference[] {
  return gateway.spec
    .get("listeners")
    .items()
    .map((listener) => listener.get("tls"))
    .filter((tls) => tls.get("mode").text !== "Passthrough")
    .flatMap((tls) => tls.get("certificateRefs").items())
    .flatMap((field) => referenceAt(field, home, "", "Secret"));
}

function referenceAt(field: Field, home: string, group: string, kind: string): Reference[] {
  const name = field.get("name").text;
  if (!name) return [];
  const written = field.get("group").text ?? group;
  return [
    {
      field,
      name,
      group: written === "" ? "core" : written,
      kind: field.get("kind").text ?? kind,
      namespace: field.get("namespace").text || home,
    },
  ];
}

/** Whether routes (at a waypoint's listener: Services, workloads) of a namespace may attach; undefined if nobody can say. */
export function admits(listener: Field, gateway: MeshObject, namespace: string, mesh: Mesh): boolean | undefined {
  const namespaces = listener.at("allowedRoutes", "namespaces");
  const from = namespaces.get("from").text ?? "Same";
  if (from === "All") return true;
  if (from === "Same") return gateway.home === namespace;
  const labels = namespaceLabels(mesh, namespace);
  if (from !== "Selector" || !labels || namespaces.get("selector").missing) return undefined;
  return matches(namespaces.get("selector"), new Map([...labels, ["kubernetes.io/metadata.name", namespace]]));
}

/** Whether a Kubernetes LabelSelector selects these labels; undefined where a value that it asks for is not known yet. */
function matches(selector: Field, labels: Labels): boolean | undefined {
  const wanted = [...labelsOf(selector.get("matchLabels"))].map(([key, value]) => ({ key, in: [value] }));
  const expressions = selector.get("matchExpressions").items();
  const asked = [...wanted.map(({ key }) => key), ...expressions.map((one) => one.get("key").text ?? "")];
  if (asked.some((key) => labels.has(key) && labels.get(key) === undefined)) return undefined;
  return (
    wanted.every(({ key, in: values }) => labels.has(key) && values.includes(labels.get(key))) &&
    expressions.every((one) => {
      const key = one.get("key").text ?? "";
      const operator = one.get("operator").text ?? "";
      const among =
        labels.has(key) &&
        one
          .get("values")
          .texts()
          .includes(labels.get(key) ?? "");
      return { In: among, NotIn: !among, Exists: labels.has(key), DoesNotExist: !labels.has(key) }[operator] ?? true;
    })
  );
}

/** Names for a person to read: `"a", "b" and 3 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name));
  return shown.join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
}
