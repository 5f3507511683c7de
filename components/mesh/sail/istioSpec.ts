import type { AddonsSettings, MeshSettings } from "../../../config";
import { merge } from "../../../config/merge";
import { sailSettings } from "../../../config/mesh/sail";
import { meshConfig, noTraces } from "../meshConfig";

/** `spec` of an Istio resource (sail-operator: docs/api-reference/sailoperator.io.md, IstioSpec). */
export function istioSpec(mesh: MeshSettings, addons: AddonsSettings) {
  const { version, profile, updateStrategy, inactiveRevisionSeconds, values } = sailSettings(mesh);
  return {
    version,
    namespace: mesh.namespace.name,
    ...(profile === undefined ? {} : { profile }),
    updateStrategy: { type: updateStrategy, inactiveRevisionDeletionGracePeriodSeconds: inactiveRevisionSeconds },
    values: merge(ownValues(mesh, addons), values),
  };
}

/** Values of the chart istiod: the API knows `pilot.traceSampling` only, not the chart's own `traceSampling`. */
function ownValues(mesh: MeshSettings, addons: AddonsSettings): Record<string, unknown> {
  const { traceSampling } = mesh;
  const { discoveryLabels } = sailSettings(mesh);
  return {
    pilot: traceSampling === 0 ? { env: noTraces } : { traceSampling },
    meshConfig: {
      ...meshConfig(mesh, addons),
      ...(Object.keys(discoveryLabels).length > 0 ? { discoverySelectors: [{ matchLabels: discoveryLabels }] } : {}),
    },
  };
}
