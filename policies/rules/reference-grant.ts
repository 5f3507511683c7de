import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "../model/field";
import type { Reference } from "../model/gatewayApi";
import { backendsOf, certificatesOf, GATEWAY_API, parentsOf, ROUTE_KINDS } from "../model/gatewayApi";
import { ifKnown, isNamed, placeOf } from "../model/known";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `A route may send requests to a Service of another namespace, and a Gateway may use the certificate of one, only if a ReferenceGrant in
that other namespace allows it: from this group, kind and namespace, to that group and kind, and to that name if the grant names one
([Gateway API: ReferenceGrant](https://gateway-api.sigs.k8s.io/api-types/referencegrant/)). Without it the route answers 500, and the listener does not
work. A grant from a namespace that does not exist allows nothing.

Only where the stack holds the other namespace, it must hold the grant. Routes for callers in the mesh, whose parents are Services, need none.
A grant is refused where it names what cannot be a namespace, or a namespace that the stack does not have while a reference from another one lacks
the grant. Kiali reports this as [KIA1601 and KIA1402](https://kiali.io/docs/features/validations/).`;

/** What crosses namespaces without a grant is refused when it is used, not when it is applied. */
export const referenceGrant: Rule = {
  name: "reference-grant",
  codes: ["KIA1402", "KIA1601"],
  description: "References of routes and Gateways into other namespaces are allowed there by a ReferenceGrant.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Without the grant the route answers 500, or the listener has no certificate and does not work.",
  },
  scope: "stack",
  kinds: [...ROUTE_KINDS, `${GATEWAY_API}/Gateway`, `${GATEWAY_API}/ReferenceGrant`],
  config: z.strictObject({}),
  *check(object, mesh) {
    if (object.kind === "ReferenceGrant") yield* checkGrant(object, mesh);
    else {
      for (const one of ungranted(object, mesh)) yield refused(object, one);
    }
  },
};

interface Crossing extends Reference {
  home: string;
  from: string;
}

/** The references of an object into other namespaces that no grant there allows. */
function ungranted(object: MeshObject, mesh: Mesh): Crossing[] {
  const home = placeOf(object);
  const references = object.kind === "Gateway" ? certificatesOf(object, home) : backendsOf(object, home);
  const crossing = references.filter(
    ({ namespace, kind, group }) => namespace !== home && group === "core" && (kind === "Service" || kind === "Secret"),
  );
  if (crossing.length === 0 || (object.kind !== "Gateway" && isForMesh(object, home))) return [];
  return crossing
    .map((one) => ({ ...one, home, from: object.kind }))
    .filter((one) => mesh.holds(one.namespace) && !isGranted(one, mesh));
}

function isForMesh(route: MeshObject, home: string): boolean {
  const parents = parentsOf(route, home);
  return parents.length > 0 && parents.every(({ group }) => group !== GATEWAY_API);
}

function refused(object: MeshObject, { field, namespace, home, from, kind, name }: Crossing): Finding {
  return found(object, field.get("namespace"), {
    problem: `where no ReferenceGrant lets ${from}s of namespace "${home}" use ${kind} "${name}"`,
    allowed: `a ReferenceGrant in namespace "${namespace}" from ${from} of "${home}" to ${kind}`,
    fix: `add a ReferenceGrant to namespace "${namespace}" with from: { group: ${GATEWAY_API}, kind: ${from}, namespace: ${home} } and to: { group: "", kind: ${kind} }`,
    codes: kind === "Service" ? ["KIA1402"] : [],
  });
}

/** Whether a grant allows it. What is not known yet of a grant counts as right. */
function isGranted({ namespace, name, kind, home, from }: Crossing, mesh: Mesh): boolean {
  const { allowed, vague } = grants(mesh);
  const targets = [`${kind} ${name}`, `${kind} *`, "?"];
  return (
    vague || [`${from} ${home}`, "?"].some((one) => targets.some((to) => allowed.has(`${namespace} ${one} ${to}`)))
  );
}

function grants(mesh: Mesh) {
  return mesh.once("reference-grant grants", () => {
    const all = mesh.ofKind(GATEWAY_API, "ReferenceGrant");
    const keys = all.flatMap(({ home, spec }) =>
      entries(spec, "from", originOf).flatMap((from) =>
        entries(spec, "to", targetOf).map((to) => `${home} ${from} ${to}`),
      ),
    );
    return { allowed: new Set(keys), vague: !all.every(isNamed) };
  });
}

/** What `read` says of each entry; `?` where that is not known yet. */
function entries(spec: Field, name: string, read: (entry: Field) => string): string[] {
  const list = ifKnown(() => spec.get(name).items());
  return list?.map((entry) => ifKnown(() => read(entry)) ?? "?") ?? ["?"];
}

function originOf(from: Field): string {
  const [group, kind, namespace] = ["group", "kind", "namespace"].map((name) => from.get(name).text ?? "");
  return group === GATEWAY_API ? `${kind} ${namespace}` : "none";
}

function targetOf(to: Field): string {
  const core = ["", "core"].includes(to.get("group").text ?? "");
  return core ? `${to.get("kind").text ?? ""} ${to.get("name").text || "*"}` : "none";
}

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function* checkGrant(grant: MeshObject, mesh: Mesh): Iterable<Finding> {
  const home = placeOf(grant);
  for (const from of grant.spec.get("from").items()) {
    const field = from.get("namespace");
    const { text } = field;
    if (text === undefined) continue;
    const waiting =
      mesh.holds(text) || namespaces(mesh).has(text) ? [] : waitingFor(home, from.get("kind").text ?? "", mesh);
    const isName = NAMESPACE.test(text);
    if (isName && waiting.length === 0) continue;
    yield found(grant, field, {
      problem: isName
        ? `a namespace that the stack does not have, while ${waiting.join(" and ")} waits for a grant here`
        : "which cannot be a namespace: a grant names one namespace, without wildcards",
      allowed: "the namespace of the objects that refer here",
      fix: isName ? "correct the namespace, or add the grant that is missing" : "write an entry for each namespace",
      codes: ["KIA1601"],
    });
  }
}

/** The objects of a kind that refer to that namespace without a grant. */
function waitingFor(namespace: string, kind: string, mesh: Mesh): string[] {
  const index = mesh.once("reference-grant waiting", () => {
    const all = [...ROUTE_KINDS, `${GATEWAY_API}/Gateway`]
      .flatMap((key) => mesh.ofKind(GATEWAY_API, key.slice(GATEWAY_API.length + 1)))
      .flatMap((object) =>
        (ifKnown(() => ungranted(object, mesh)) ?? []).map((one) => ({ ...one, title: object.title })),
      );
    const groups = groupBy(all, (one) => `${one.namespace} ${one.from}`);
    return new Map([...groups].map(([key, ones]) => [key, [...new Set(ones.map(({ title }) => title))].slice(0, 2)]));
  });
  return index.get(`${namespace} ${kind}`) ?? [];
}

/** The namespaces that any object of the stack is in. */
function namespaces(mesh: Mesh): Set<string> {
  return mesh.once("reference-grant namespaces", () => {
    const all = mesh.objects.map((one) => (one.key === "core/Namespace" ? one.name : one.home));
    return new Set([...all, ...mesh.releases.map((one) => one.namespace)]);
  });
}
