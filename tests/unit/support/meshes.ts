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
