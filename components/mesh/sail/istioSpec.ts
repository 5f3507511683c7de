import type { MeshSettings } from "../../../config";
import { merge } from "../../../config/merge";
import { sailSettings } from "../../../config/mesh/sail";

/** `spec` of an Istio resource (sail-operator: docs/api-reference/sailoperator.io.md, IstioSpec). */
export function istioSpec(mesh: MeshSettings) {
  const { version, profile, updateStrategy, inactiveRevisionSeconds, values } = sailSettings(mesh);
  return {
    version,
    namespace: mesh.namespace.name,
    ...(profile === undefined ? {} : { profile }),
    updateStrategy: { type: updateStrategy, inactiveRevisionDeletionGracePeriodSeconds: inactiveRevisionSeconds },
    values: merge(ownValues(mesh), values),
  };
}

/** Values of the chart istiod: the API knows `pilot.traceSampling` only, not the chart's own `traceSampling`. */
function ownValues(mesh: MeshSettings): Record<string, unknown> {
  const { traceSampling, accessLogs, outboundTraffic } = mesh;
  const { discoveryLabels } = sailSettings(mesh);
  return {
    // The chart passes 0 over, and istiod then traces 1 % (istio: pilot/pkg/features/telemetry.go).
    pilot: traceSampling === 0 ? { env: { PILOT_TRACE_SAMPLING: "0" } } : { traceSampling },
    meshConfig: {
      ...(accessLogs ? { accessLogFile: "/dev/stdout" } : {}),
      ...(outboundTraffic === "REGISTRY_ONLY" ? { outboundTrafficPolicy: { mode: outboundTraffic } } : {}),
      ...(Object.keys(discoveryLabels).length > 0 ? { discoverySelectors: [{ matchLabels: discoveryLabels }] } : {}),
    },
  };
}
