import type { ControlPlane } from "./model/controlPlanes";
import { CONTROL_PLANE_KINDS, controlPlaneOf, controlPlaneOfRelease } from "./model/controlPlanes";
import { exportToOf, fullHost, Hosts, isExportedTo } from "./model/hosts";
import { knownGet, knownText } from "./model/known";
import type { Labels } from "./model/labels";
import { selects } from "./model/labels";
import type { Injection } from "./model/namespaces";
import { injectionOf } from "./model/namespaces";
import type { MeshObject } from "./model/object";
import type { Release } from "./model/releases";
import { gatewayObjects, isIstioChart, releaseOf } from "./model/releases";
import type { Service } from "./model/services";
import { serviceOf } from "./model/services";
import type { Workload } from "./model/workloads";
import { WORKLOAD_KINDS, workloadOf } from "./model/workloads";

export { MeshObject } from "./model/object";

/**
 * What is declared together: the resources of a Pulumi stack, or the documents of files. Rules ask it for objects by kind
 * (group and name: one rule judges every version), and for what refers to what. All of it is read on demand and once.
 */
export class Mesh {
  /** In the order in which they were declared. */
  readonly objects: readonly MeshObject[];
  readonly #byKind = new Map<string, MeshObject[]>();
  readonly #memory = new Map<unknown, unknown>();

  constructor(objects: Iterable<MeshObject>) {
    this.objects = [...objects];
    // One whose namespace is not known yet is judged, but nothing can refer to it; `holds` knows that it may be anywhere.
    for (const object of this.objects) if (object.placed) this.#index(object);
    for (const release of this.releases) for (const derived of gatewayObjects(release)) this.#index(derived);
  }

  #index(object: MeshObject): void {
    const known = this.#byKind.get(object.key);
    if (known) known.push(object);
    else this.#byKind.set(object.key, [object]);
  }

  /** The objects of a kind, with those that Istio's charts will make (`derived`). */
  ofKind(group: string, kind: string): readonly MeshObject[] {
    return this.#byKind.get(`${group}/${kind}`) ?? [];
  }

  /** The objects of a kind in one namespace, by an index: asking for every object costs no more than asking once. */
  ofKindIn(group: string, kind: string, namespace: string): readonly MeshObject[] {
    const index = this.once(`in ${group}/${kind}`, () => groupBy(this.ofKind(group, kind), (object) => object.home));
    return index.get(namespace) ?? [];
  }

  /** The object of that name; undefined if the stack does not hold it. */
  find(group: string, kind: string, namespace: string, name: string): MeshObject | undefined {
    const index = this.once(`names of ${group}/${kind}`, () =>
      groupBy(this.ofKind(group, kind), (object) => `${object.home}/${object.name}`),
    );
    const same = index.get(`${namespace}/${name}`);
    return same?.find((object) => !object.partial) ?? same?.[0];
  }

  /**
   * What `make` gives, made once for this mesh: how a rule that compares all objects of a kind keeps an index, so that its
   * time grows linearly. The key is the rule's own (a string that begins with its name, or a function).
   */
  once<T>(key: unknown, make: () => T): T {
    if (!this.#memory.has(key)) this.#memory.set(key, make());
    return this.#memory.get(key) as T;
  }

  get releases(): readonly Release[] {
    return this.once("releases", () => this.ofKind("helm.sh", "Release").map(releaseOf));
  }

  get services(): readonly Service[] {
    return this.once("services", () => this.ofKind("core", "Service").map(serviceOf));
  }

  servicesIn(namespace: string): readonly Service[] {
    return this.once("services in", () => groupBy(this.services, (one) => one.namespace)).get(namespace) ?? [];
  }

  get workloads(): readonly Workload[] {
    return this.once("workloads", () =>
      WORKLOAD_KINDS.flatMap((key) => this.#byKind.get(key) ?? []).flatMap((object) => workloadOf(object) ?? []),
    );
  }

  workloadsIn(namespace: string): readonly Workload[] {
    return this.once("workloads in", () => groupBy(this.workloads, (one) => one.namespace)).get(namespace) ?? [];
  }

  /** The workloads that a selector selects, in a namespace or, without one, in all. An empty selector selects all. */
  selected(selector: Labels, namespace?: string): readonly Workload[] {
    const among = namespace === undefined ? this.#labelled(selector) : this.workloadsIn(namespace);
    return among.filter((one) => selects(selector, one.labels));
  }

  /** The workloads with the selector's first label, by an index: gateways are selected across all namespaces. */
  #labelled(selector: Labels): readonly Workload[] {
    const [first] = selector;
    if (!first) return this.workloads;
    const [name, value] = first;
    const index = this.once("workloads by label", () => {
      const made = new Map<string, Workload[]>();
      for (const one of this.workloads) for (const key of one.labels.keys()) append(made, key, one);
      return made;
    });
    const labelled = index.get(name) ?? [];
    if (value === undefined) return labelled;
    const byValue = this.once(`workloads by ${name}`, () => groupBy(labelled, (one) => one.labels.get(name)));
    return [...(byValue.get(value) ?? []), ...(byValue.get(undefined) ?? [])];
  }

  get hosts(): Hosts {
    return this.once(
      "hosts",
      () => new Hosts(this.services, this.ofKind("networking.istio.io", "ServiceEntry"), (name) => this.holds(name)),
    );
  }

  namespace(name: string): MeshObject | undefined {
    const index = this.once(
      "namespaces",
      () => new Map(this.ofKind("core", "Namespace").map((one) => [one.name, one])),
    );
    return index.get(name);
  }

  injection(namespace: string): Injection {
    return injectionOf(this.namespace(namespace));
  }

  /** Whether some object's namespace is not known yet. */
  get #vague(): boolean {
    return this.once("vague", () => this.objects.some((object) => !object.placed));
  }

  /**
   * Whether what is not found in that namespace is missing: the stack holds the Namespace, a Service or a workload of it, and no
   * Release of a chart that the pack does not know puts more there.
   */
  holds(namespace: string): boolean {
    const opaque = this.once(
      "opaque",
      () => new Set(this.releases.filter((one) => !isIstioChart(one)).map((one) => one.namespace)),
    );
    if (opaque.has(namespace) || this.#vague) return false;
    if (this.namespace(namespace)) return true;
    return [
      ...this.servicesIn(namespace).map((one) => one.object),
      ...this.workloadsIn(namespace).map((one) => one.object),
    ].some((object) => !object.derived);
  }

  get controlPlanes(): readonly ControlPlane[] {
    return this.once("control planes", () => [
      ...this.releases.flatMap((one) => controlPlaneOfRelease(one) ?? []),
      ...[...CONTROL_PLANE_KINDS, "core/ConfigMap"]
        .flatMap((key) => this.#byKind.get(key) ?? [])
        .flatMap((object) => controlPlaneOf(object) ?? []),
    ]);
  }

  /** The namespace whose objects are for the whole mesh: that of the control plane in the stack, else istio-system. */
  get rootNamespace(): string {
    const [first] = this.controlPlanes;
    return (first && knownText(knownGet(first.meshConfig, "rootNamespace"))) ?? first?.namespace ?? "istio-system";
  }

  /** Whether automatic mutual TLS is on: Istio's default, unless a control plane in the stack turns it off. */
  get autoMtls(): boolean {
    return !this.controlPlanes.some(({ meshConfig, values, form }) => {
      const written =
        form === "maistra"
          ? knownGet(knownGet(knownGet(values, "security"), "dataPlane"), "automtls")
          : knownGet(meshConfig, "enableAutoMtls");
      return !written.unknown && written.flag === false;
    });
  }

  /** The DestinationRules for a host (short or full) that are seen from a namespace: of that very host, or a wildcard over it. */
  destinationRules(host: string, from: string): readonly MeshObject[] {
    const index = this.once("destination rules", () => {
      const made = new Map<string, MeshObject[]>();
      for (const rule of this.ofKind("networking.istio.io", "DestinationRule")) {
        const written = knownText(knownGet(rule.spec, "host"));
        if (written !== undefined) append(made, fullHost(written, rule.home), rule);
      }
      return made;
    });
    const full = fullHost(host, from);
    const labels = full.split(".");
    const wider = labels.slice(1).map((_, cut) => `*.${labels.slice(cut + 1).join(".")}`);
    return [full, ...wider, "*"]
      .flatMap((name) => index.get(name) ?? [])
      .filter((rule) => isExportedTo(exportToOf(rule), rule.home, from));
  }
}

/** A map from what `key` gives to those that gave it, in their order. */
export function groupBy<T, K>(all: Iterable<T>, key: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) append(groups, key(one), one);
  return groups;
}

function append<K, T>(groups: Map<K, T[]>, key: K, one: T): void {
  const group = groups.get(key);
  if (group) group.push(one);
  else groups.set(key, [one]);
}
