import type { Mesh } from "../mesh";
import type { ControlPlane } from "./controlPlanes";
import { matches } from "./existingNamespaces";
import { isWhollyKnown, knownGet } from "./known";
import { mayHoldAnything } from "./lookups";
import { showsValues } from "./unlisted";

/** The trust domains of a mesh, with their aliases, and those of others whose certificates it accepts. */
export interface Trust {
  own: readonly string[];
  others: readonly string[];
}

/** Means the mesh's own trust domain, whatever that is called. */
const LOCAL = "cluster.local";

/** Whether a trust domain, or a pattern, is the mesh's own. */
export function isOwn(domain: string, trust: Trust | undefined): boolean {
  return [LOCAL, ...(trust?.own ?? [])].some((one) => matches(domain, one) || matches(one, domain));
}

/** What the control planes of the stack say; undefined where it holds none, or does not show all of it. */
export function trustIn(mesh: Mesh): Trust | undefined {
  return mesh.once("trust", () => {
    const each = mesh.controlPlanes.map(trustOf);
    if (each.length === 0 || each.includes(undefined) || mayHoldAnything(mesh)) return undefined;
    const all = each.flatMap((one) => one ?? []);
    return { own: all.flatMap(({ own }) => own), others: all.flatMap(({ others }) => others) };
  });
}

function trustOf({ meshConfig, values, form, object }: ControlPlane): Trust | undefined {
  const chart = form === "operator" ? knownGet(values, "values") : values;
  const own = knownGet(meshConfig, "trustDomain");
  // The charts' older place.
  const older = ["global", "trustDomain"].reduce(knownGet, chart);
  const aliases = knownGet(meshConfig, "trustDomainAliases");
  const authorities = knownGet(meshConfig, "caCertificates");
  const all = [meshConfig, values, chart, own, older, aliases, authorities];
  if (form === "maistra" || !showsValues(object.root) || !all.every(isWhollyKnown)) return undefined;
  const lists = authorities.items().map((one) => knownGet(one, "trustDomains"));
  if (!lists.every(isWhollyKnown)) return undefined;
  return {
    own: [own.text || older.text || LOCAL, ...aliases.texts()],
    others: lists.flatMap((list) => list.texts()),
  };
}
