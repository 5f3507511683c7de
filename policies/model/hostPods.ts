import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "./field";
import type { HostEntry } from "./hosts";
import { isWhollyKnown, knownGet } from "./known";
import type { Labels } from "./labels";
import { labelsOf, selects, surelySelects } from "./labels";
import { isHeld } from "./lookups";
import type { MeshObject } from "./object";

/** The labels of all pods and endpoints of a host; undefined where the stack may not have all of them. */
export function podsOf(entries: readonly HostEntry[], mesh: Mesh): Labels[] | undefined {
  const all = entries.map((entry) => (entry.service ? servicePods(entry, mesh) : endpoints(entry, mesh)));
  return all.every((pods) => pods !== undefined) ? all.flat() : undefined;
}

function servicePods({ service, object, namespace }: HostEntry, mesh: Mesh): Labels[] | undefined {
  const selector = service?.selector;
  return selector && !object.partial ? selected(selector, namespace, mesh) : undefined;
}

function endpoints({ object, namespace }: HostEntry, mesh: Mesh): Labels[] | undefined {
  const list = knownGet(object.spec, "endpoints");
  const choice = knownGet(object.spec, "workloadSelector");
  if (object.partial || object.spec.unknown || choice.unknown || !isWhollyKnown(list)) return undefined;
  const inline = list.items().map((endpoint) => knownGet(endpoint, "labels"));
  if (inline.some((labels) => labels.unknown)) return undefined;
  const selector = labelsOf(knownGet(choice, "labels"));
  const chosen = selector.size > 0 ? selected(selector, namespace, mesh) : [];
  return chosen && [...inline.map(labelsOf), ...chosen];
}

/** The labels of what a selector selects in a namespace: workloads, WorkloadEntries and WorkloadGroups. */
function selected(selector: Labels, namespace: string, mesh: Mesh): Labels[] | undefined {
  const index = mesh.once(`pods of hosts: ${namespace}`, () => {
    const all = labelsIn(namespace, mesh);
    return all && groupBy(all.flatMap(entriesOf), ([entry]) => entry);
  });
  const [first] = selector;
  if (!index || !first) return undefined;
  const [name, value] = first;
  const keys =
    value === undefined ? [...index.keys()].filter((key) => key.startsWith(`${name}=`)) : [`${name}=${value}`];
  const candidates = [...keys, name].flatMap((key) => index.get(key) ?? []);
  const chosen = candidates.map(([, labels]) => labels).filter((labels) => selects(selector, labels));
  return chosen.length === 0 || chosen.some((labels) => surelySelects(selector, labels)) ? chosen : undefined;
}

/** A key for each label: `app=carts`, or `app` while the value is not known. */
function entriesOf(labels: Labels): [string, Labels][] {
  return [...labels].map(([name, value]) => [value === undefined ? name : `${name}=${value}`, labels]);
}

/** The labels of all pods and of all that stands for pods in a namespace; undefined where the stack may not have all of them. */
function labelsIn(namespace: string, mesh: Mesh): Labels[] | undefined {
  const pods = mesh.workloadsIn(namespace);
  const entries = mesh.ofKindIn("networking.istio.io", "WorkloadEntry", namespace);
  const groups = mesh.ofKindIn("networking.istio.io", "WorkloadGroup", namespace);
  const written = [
    ...entries.flatMap(({ root, metadata, spec }) => [
      root,
      knownGet(metadata, "labels"),
      spec,
      knownGet(spec, "labels"),
    ]),
    ...groups.flatMap(({ root, spec }) => [root, spec, knownGet(spec, "metadata"), templateOf(spec)]),
  ];
  const hazy = pods.some(({ object, template }) => isHazy(object, template)) || written.some((field) => field.unknown);
  if (hazy || !isHeld(namespace, mesh) || !mesh.once("pods of hosts", () => areAllPlaced(mesh))) return undefined;
  return [
    ...pods.map((one) => one.labels),
    ...entries.map((one) => new Map([...one.labels, ...labelsOf(knownGet(one.spec, "labels"))])),
    ...groups.map((one) => labelsOf(templateOf(one.spec))),
  ];
}

function areAllPlaced(mesh: Mesh): boolean {
  const virtual = ["WorkloadEntry", "WorkloadGroup"].flatMap((kind) => mesh.ofKind("networking.istio.io", kind));
  return [...mesh.workloads.map((one) => one.object), ...virtual].every(({ placed }) => placed);
}

/** The labels of the WorkloadEntries that a WorkloadGroup will make. */
function templateOf(group: Field): Field {
  return knownGet(knownGet(group, "metadata"), "labels");
}

/** Whether the labels of a workload's pods are not all known. */
function isHazy(object: MeshObject, template: Field): boolean {
  const metadata = knownGet(template, "metadata");
  const steps = [object.root, object.spec, template, metadata, knownGet(metadata, "labels")];
  return object.partial || steps.some((field) => field.unknown);
}
