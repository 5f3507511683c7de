import type { AddonsSettings, MeshSettings } from "../../../config";
import type { MaistraSettings } from "../../../config/mesh/maistra";
import { addonSwitches } from "../addonSwitches";
import { noTraces } from "../meshConfig";
import { hundredths } from "./sampling";

/** The part of a ServiceMeshControlPlane of maistra.io/v2 that settings write (istio-operator: pkg/apis/maistra/v2). */
export interface ControlPlaneV2 {
  version: string;
  security: {
    /** Mutual TLS between sidecars and istiod. */
    controlPlane: { mtls: boolean };
    /** Whether workloads take mutual TLS only, and whether sidecars find out by themselves who takes it. */
    dataPlane: { mtls: boolean; automtls: boolean };
  };
  /** `sampling` in hundredths of a percent: 10000 is every request. */
  tracing: { type: "Jaeger" | "None"; sampling: number };
  runtime?: { components: { pilot: { container: { env: typeof noTraces } } } };
  proxy: {
    accessLogging?: { file: { name: string } };
    networking: { trafficControl: { outbound: { policy: "ALLOW_ANY" | "REGISTRY_ONLY" } } };
  };
  gateways: {
    ingress: { enabled: boolean; service: { type: "ClusterIP" } };
    /** Routes that the operator makes of Gateways by itself. */
    openshiftRoute: { enabled: boolean };
  };
  addons: Record<"prometheus" | "grafana" | "kiali", { enabled: boolean }>;
}

/** OpenShift Service Mesh 2: what the settings mean in the operator's second API. */
export function controlPlaneV2(
  mesh: MeshSettings,
  { version }: MaistraSettings,
  addons: AddonsSettings,
): ControlPlaneV2 {
  const { prometheus, grafana, kiali, jaeger } = addonSwitches(addons);
  const sampling = hundredths(mesh);
  return {
    version,
    security: { controlPlane: { mtls: true }, dataPlane: { mtls: mesh.mtls === "STRICT", automtls: true } },
    tracing: { type: jaeger.enabled ? "Jaeger" : "None", sampling },
    ...(sampling === 0 ? { runtime: { components: { pilot: { container: { env: noTraces } } } } } : {}),
    proxy: {
      ...(mesh.accessLogs ? { accessLogging: { file: { name: "/dev/stdout" } } } : {}),
      networking: { trafficControl: { outbound: { policy: mesh.outboundTraffic } } },
    },
    gateways: {
      ingress: { enabled: true, service: { type: "ClusterIP" } },
      // The stack writes its Routes itself: a second one for the same host would be refused by the router.
      openshiftRoute: { enabled: false },
    },
    addons: { prometheus, grafana, kiali },
  };
}
