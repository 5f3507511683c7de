import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Group } from "./conflicts";
import { Groups, othersIn, selectorKey } from "./conflicts";
import { isNamed } from "./known";
import type { Labels } from "./labels";
import { surelySelects } from "./labels";
import type { MeshObject } from "./object";
import type { Service } from "./services";
import type { Workload } from "./workloads";

/** Who else selects what an object selects. */
export interface Rivals {
  /** As a person reads them. */
  others: string;
  /** A workload that both select; undefined where the selectors are the same and the stack holds none. */
  workload: Workload | undefined;
}

interface Selection {
  group: Group;
  workloads: readonly Workload[];
}

/** Objects of one kind that select the workloads of their namespace by labels. */
export class Selections {
  readonly #objects = new Groups();
  readonly #selections = new Map<string, Selection>();
  readonly #byWorkload = new Map<Workload, Selection[]>();
  readonly #workloads: Map<string, Workload[]>;

  constructor(mesh: Mesh) {
    this.#workloads = workloadsByLabel(mesh);
  }

  add(object: MeshObject, selector: Labels): void {
    const key = keyOf(object, selector);
    this.#objects.add(key, object);
    if (this.#selections.has(key)) return;
    const selection = { group: this.#objects.of(key), workloads: this.#selected(object.home, selector) };
    this.#selections.set(key, selection);
    for (const workload of selection.workloads) {
      const known = this.#byWorkload.get(workload);
      if (known) known.push(selection);
      else this.#byWorkload.set(workload, [selection]);
    }
  }

  rivals(object: MeshObject, selector: Labels): Rivals | undefined {
    const own = this.#selections.get(keyOf(object, selector));
    if (!own) return undefined;
    const same = othersIn([own.group], object);
    if (same) return { others: same, workload: own.workloads[0] };
    for (const workload of own.workloads) {
      const groups = (this.#byWorkload.get(workload) ?? []).map(({ group }) => group);
      const others = groups.length > 1 ? othersIn(groups, object) : undefined;
      if (others) return { others, workload };
    }
    return undefined;
  }

  /** Looks only at the workloads with the rarest of the selector's labels. */
  #selected(namespace: string, selector: Labels): Workload[] {
    const candidates = [...selector].map(([name, value]) => this.#workloads.get(`${namespace} ${name}=${value}`) ?? []);
    const fewest = candidates.reduce((one, other) => (other.length < one.length ? other : one), candidates[0] ?? []);
    return fewest.filter(({ labels }) => surelySelects(selector, labels));
  }
}

function keyOf(object: MeshObject, selector: Labels): string {
  return `${object.home} ${selectorKey(selector)}`;
}

function workloadsByLabel(mesh: Mesh): Map<string, Workload[]> {
  return mesh.once("selections workloads", () => {
    const labelled = mesh.workloads
      .filter(({ object }) => isNamed(object))
      .flatMap((workload) =>
        [...workload.labels].map(([name, value]) => ({ key: `${workload.namespace} ${name}=${value}`, workload })),
      );
    const groups = groupBy(labelled, ({ key }) => key);
    return new Map([...groups].map(([key, all]) => [key, all.map(({ workload }) => workload)]));
  });
}

/** The Services of its namespace that certainly select a workload, in the order in which they were declared. */
export function servicesOf(workload: Workload, mesh: Mesh): Service[] {
  const { order, byLabel } = mesh.once("selections services", () => servicesByLabel(mesh));
  return [...workload.labels]
    .flatMap(([name, value]) => byLabel.get(`${workload.namespace} ${name}=${value}`) ?? [])
    .filter(({ selector }) => selector !== undefined && surelySelects(selector, workload.labels))
    .sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
}

/** Services by the label of their selector that the fewest others have: one that all have tells nothing apart. */
function servicesByLabel(mesh: Mesh): { order: Map<Service, number>; byLabel: Map<string, Service[]> } {
  const selecting = mesh.services
    .filter(({ object }) => isNamed(object))
    .map((service) => {
      const labels = [...(service.selector ?? [])].map(([name, value]) => `${service.namespace} ${name}=${value}`);
      return { service, labels };
    });
  const counts = new Map<string, number>();
  for (const label of selecting.flatMap(({ labels }) => labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const count = (label: string) => counts.get(label) ?? 0;
  const rarest = groupBy(selecting, ({ labels }) =>
    labels.reduce((one, other) => (count(other) < count(one) ? other : one), labels[0] ?? ""),
  );
  const byLabel = new Map([...rarest].map(([label, all]) => [label, all.map(({ service }) => service)]));
  return { order: new Map(mesh.services.map((one, index) => [one, index])), byLabel };
}
