import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import type { Mesh } from "../../../components/mesh/mesh";

/** A mesh for components that only have to come after one; call it while recording. */
export function someMesh(): Mesh {
  return {
    title: "Istio",
    namespace: "istio-system",
    releases: [],
    ready: [new ConfigMap("control-plane", {})],
    ingress: {
      namespace: "istio-system",
      service: "istio-ingressgateway",
      selector: { istio: "ingressgateway" },
      httpPort: 80,
      httpsPort: 443,
    },
  };
}

/** Where every control plane of today knows Jaeger, whether or not it is there. */
export function toJaeger(namespace: string): object[] {
  const service = `jaeger.${namespace}.svc.cluster.local`;
  return [
    { name: "jaeger", opentelemetry: { service, port: 4317 } },
    { name: "jaeger-zipkin", zipkin: { service, port: 9411 } },
  ];
}
