import type { Given } from "./problem";

/** What only its operator can remove, for a finalizer keeps it until that has cleaned up: as the state and kubectl call it. */
const operated: Readonly<Record<string, string>> = {
  ServiceMeshControlPlane: "servicemeshcontrolplanes.maistra.io",
  ServiceMeshMemberRoll: "servicemeshmemberrolls.maistra.io",
  Istio: "istios.sailoperator.io",
  IstioCNI: "istiocnis.sailoperator.io",
};

interface Named {
  metadata: { name: string };
}

/** The kinds of it that the stack made, as kubectl calls them; before a removal, of what is still there. */
export function operatedKinds({ cluster, apis, state, removes }: Given): string[] {
  const kinds = (state.resources ?? []).flatMap(({ type, inputs }) => {
    const [, api = "", kind = ""] = type.split(":");
    const resource = operated[kind];
    if (resource === undefined) return [];
    const { namespace, name } = inputs?.metadata ?? {};
    const isThere = () =>
      apis.has(api) && cluster.list<Named>(resource, namespace).some(({ metadata }) => metadata.name === name);
    return !removes || isThere() ? [resource] : [];
  });
  return [...new Set(kinds)];
}
