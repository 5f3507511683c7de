import type { AddonsSettings, MeshSettings } from "../../../config";
import type { MaistraSettings } from "../../../config/mesh/maistra";
import { addonSwitches } from "../addonSwitches";
import { noTraces } from "../meshConfig";
import { hundredths } from "./sampling";

/**
 * The part of a ServiceMeshControlPlane of maistra.io/v1 that settings write: values of the charts of Istio 1.4
 * (istio-operator: resources/helm/v1.1).
 */
export interface ControlPlaneV1 {
  version: string;
  istio: {
    global: {
      disablePolicyChecks: boolean;
      mtls: { enabled: boolean };
      outboundTrafficPolicy: { mode: "ALLOW_ANY" | "REGISTRY_ONLY" };
      proxy?: { accessLogFile: string };
    };
    pilot: { traceSampling: number; env?: typeof noTraces };
    gateways: { "istio-ingressgateway": { enabled: boolean; type: "ClusterIP"; ior_enabled: boolean } };
  } & Record<"prometheus" | "grafana" | "kiali" | "tracing", { enabled: boolean }>;
}

/** OpenShift Service Mesh 1.1, as the guide installs it: what the settings mean in the operator's first API. */
export function controlPlaneV1(mesh: MeshSettings, maistra: MaistraSettings, addons: AddonsSettings): ControlPlaneV1 {
  const { version, disablePolicyChecks = false } = maistra;
  const { prometheus, grafana, kiali, jaeger } = addonSwitches(addons);
  return {
    // The operator takes what names no version for 2.0, and refuses it in this API.
    version,
    istio: {
      global: {
        disablePolicyChecks,
        mtls: { enabled: mesh.mtls === "STRICT" },
        outboundTrafficPolicy: { mode: mesh.outboundTraffic },
        ...(mesh.accessLogs ? { proxy: { accessLogFile: "/dev/stdout" } } : {}),
      },
      pilot: { traceSampling: mesh.traceSampling, ...(hundredths(mesh) === 0 ? { env: noTraces } : {}) },
      // As in the second API: no load balancer, and no Routes but the stack's own.
      gateways: { "istio-ingressgateway": { enabled: true, type: "ClusterIP", ior_enabled: false } },
      prometheus,
      grafana,
      kiali,
      tracing: jaeger,
    },
  };
}
