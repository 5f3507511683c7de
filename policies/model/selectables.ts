import type { Mesh } from "../mesh";
import { isKnownAt, knownGet, knownText } from "./known";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import { mayHoldAnything } from "./lookups";
import type { MeshObject } from "./object";
import { gatewayReleaseOf } from "./unlisted";
import type { Workload } from "./workloads";

/** What the selector of an Istio object can select: pods, virtual machines, and the gateways that istiod makes. */
export interface Selectable {
  namespace: string;
  labels: Labels;
  /** Whether it may have more labels than these: they are not known yet, or a patch does not mention them. */
  open: boolean;
  /** Undefined of a virtual machine and of a gateway that istiod makes. */
  workload: Workload | undefined;
}

/** Where every Selectable stands in the index, beside its namespace. */
const EVERYWHERE = "*";

/** All that selectors can select in the stack, by an index: asking for one selector costs what it selects. */
export class Selectables {
  readonly #all = new Map<string, Selectable[]>();
  readonly #open = new Map<string, Selectable[]>();
  readonly #byLabel = new Map<string, Selectable[]>();
  readonly #values = new Map<string, Set<string>>();

  constructor(all: Iterable<Selectable>) {
    for (const one of all) for (const where of [one.namespace, EVERYWHERE]) this.#add(where, one);
  }

  #add(where: string, one: Selectable): void {
    append(this.#all, where, one);
    if (one.open) append(this.#open, where, one);
    for (const [name, value] of one.labels) {
      append(this.#byLabel, `${where} ${name}=${value ?? ""}`, one);
      const values = this.#values.get(`${where} ${name}`) ?? new Set();
      if (value !== undefined) this.#values.set(`${where} ${name}`, values.add(value));
    }
  }

  /** What the selector selects, or may select once all is known; in one namespace or, without one, in all. */
  matching(selector: Labels, namespace = EVERYWHERE): Selectable[] {
    return this.#narrowed(selector, namespace).filter((one) => maySelect(selector, one));
  }

  in(namespace: string): readonly Selectable[] {
    return this.#all.get(namespace) ?? [];
  }

  /** A list, short if there is one, that has all that the selector selects. */
  #narrowed(selector: Labels, where: string): readonly Selectable[] {
    let shortest: { keys: string[]; length: number } | undefined;
    for (const [name, value] of selector) {
      const keys = value === undefined ? [] : [`${where} ${name}=${value}`, `${where} ${name}=`];
      const length = keys.reduce((sum, key) => sum + (this.#byLabel.get(key)?.length ?? 0), 0);
      if (keys.length > 0 && length < (shortest?.length ?? Infinity)) shortest = { keys, length };
    }
    if (!shortest) return this.#all.get(where) ?? [];
    const labelled = new Set(shortest.keys.flatMap((key) => this.#byLabel.get(key) ?? []));
    return [...labelled, ...(this.#open.get(where) ?? []).filter((one) => !labelled.has(one))];
  }

  /** The values that a label has in a namespace or, without one, in all. */
  valuesOf(label: string, namespace = EVERYWHERE): string[] {
    return [...(this.#values.get(`${namespace} ${label}`) ?? [])];
  }
}

export function selectablesOf(mesh: Mesh): Selectables {
  return mesh.once("selectables", () => new Selectables(candidates(mesh)));
}

/** The workloads that a selector selects; undefined where it may select others too, or something else. */
export function surelySelected(selector: Labels, mesh: Mesh, namespace?: string): Workload[] | undefined {
  const matching = selector.size === 0 ? [] : selectablesOf(mesh).matching(selector, namespace);
  const workloads = matching.flatMap(({ workload, open, labels }) => {
    const sure = [...selector].every(([name, value]) => value !== undefined && labels.get(name) === value);
    return workload && sure && !open ? workload : [];
  });
  return mayHoldAnything(mesh) || workloads.length < matching.length ? undefined : workloads;
}

function maySelect(selector: Labels, { labels, open }: Selectable): boolean {
  for (const [name, value] of selector) {
    if (!labels.has(name) && !open) return false;
    const label = labels.get(name);
    if (label !== undefined && value !== undefined && label !== value) return false;
  }
  return true;
}

function* candidates(mesh: Mesh): Iterable<Selectable> {
  for (const workload of mesh.workloads) yield ofWorkload(workload, mesh);
  for (const entry of mesh.ofKind("networking.istio.io", "WorkloadEntry")) yield ofObject(entry, ["spec", "labels"]);
  for (const group of mesh.ofKind("networking.istio.io", "WorkloadGroup")) {
    yield ofObject(group, ["spec", "metadata", "labels"]);
  }
  for (const gateway of mesh.ofKind("gateway.networking.k8s.io", "Gateway")) {
    const made = ofObject(gateway, ["spec", "infrastructure", "labels"]);
    yield { ...made, labels: new Map([...labelsByIstiod(gateway), ...made.labels]) };
  }
  for (const release of mesh.releases) {
    if (release.chart === "istiod") yield* istiod(release.namespace);
    if (release.chart === "cni") yield byChart(release.namespace, { "k8s-app": "istio-cni-node" });
    if (release.chart === "ztunnel") yield byChart(release.namespace, { app: "ztunnel" });
  }
  for (const plane of mesh.controlPlanes) if (plane.form === "sail") yield* istiod(plane.namespace);
}

function ofWorkload(workload: Workload, mesh: Mesh): Selectable {
  const { object, namespace, labels } = workload;
  if (object.derived) {
    const release = gatewayReleaseOf(object, mesh);
    return { namespace, labels: new Map([...BY_CHART, ...labels]), open: !release?.known, workload };
  }
  const steps = STEPS[object.kind] ?? ["spec", "template", "metadata", "labels"];
  return { ...ofObject(object, steps), labels, workload };
}

/** Where the labels of the pods stand in kinds without `spec.template`. */
const STEPS: Partial<Record<string, string[]>> = {
  Pod: ["metadata", "labels"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "metadata", "labels"],
};

/** Something whose labels stand at that place of an object. */
function ofObject(object: MeshObject, steps: string[]): Selectable {
  return {
    namespace: object.home,
    labels: labelsOf(steps.reduce(knownGet, object.root)),
    open: object.partial || !isKnownAt(object.root, ...steps),
    workload: undefined,
  };
}

/** The labels that Istio's charts give to every pod beside those that the values say. */
const BY_CHART: Labels = new Map(
  ["name", "instance", "managed-by", "part-of", "version"]
    .map((name) => `app.kubernetes.io/${name}`)
    .concat("helm.sh/chart", "istio.io/rev", "sidecar.istio.io/inject", "topology.istio.io/network")
    .map((name) => [name, undefined]),
);

function byChart(namespace: string, labels: Record<string, string>): Selectable {
  return {
    namespace,
    labels: new Map([...BY_CHART, ...Object.entries(labels)]),
    open: false,
    workload: undefined,
  };
}

/** The pods of a control plane, whose label `istio` depends on its revision. */
function istiod(namespace: string): Selectable[] {
  return ["pilot", "istiod"].map((istio) => byChart(namespace, { app: "istiod", istio }));
}

/** What istiod labels the pods that it makes for a Gateway of the Gateway API. */
function labelsByIstiod({ name, root, labels }: MeshObject): [string, string | undefined][] {
  const gatewayClass = knownText(["spec", "gatewayClassName"].reduce(knownGet, root));
  return [
    ["gateway.networking.k8s.io/gateway-name", name],
    ["istio.io/gateway-name", name],
    ["gateway.networking.k8s.io/gateway-class-name", gatewayClass],
    ["gateway.istio.io/managed", undefined],
    ["service.istio.io/canonical-name", undefined],
    ["service.istio.io/canonical-revision", "latest"],
    ["sidecar.istio.io/inject", undefined],
    ["istio.io/dataplane-mode", "none"],
    ...labels,
  ];
}

function append<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}
