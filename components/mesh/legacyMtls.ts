import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import { goneAtOnce } from "../deletion";
import { DestinationRule } from "../istio";

export interface LegacyMtlsArgs {
  /** The control plane's namespace. */
  namespace: string;
  mode: "STRICT" | "PERMISSIVE";
  /** Whether sidecars find out by themselves which services take mutual TLS: the chart's `global.mtls.auto`. */
  auto: boolean;
}

const apiVersion = "networking.istio.io/v1alpha3";

/** The policy pack asks for mutual TLS to every service; this one is no workload of the mesh. */
const plainText = { "istio-guard.ignore/istio-mutual": "the API server has no sidecar" };

/**
 * The mesh-wide mutual TLS of Istio 1.1 to 1.5, as its chart writes it (charts/security/templates/enable-mesh-*.yaml): a
 * MeshPolicy for those who are called. Where sidecars do not find out by themselves, and plain text is refused, also a
 * rule for those who call, with the one exception that has no sidecar.
 */
export function legacyMtls(
  name: string,
  { namespace, mode, auto }: LegacyMtlsArgs,
  opts: CustomResourceOptions,
): Resource[] {
  const policy = new CustomResource(
    `${name}-mtls`,
    {
      apiVersion: "authentication.istio.io/v1alpha1",
      kind: "MeshPolicy",
      metadata: { name: "default", annotations: goneAtOnce },
      spec: { peers: [{ mtls: { mode } }] },
    },
    opts,
  );
  if (auto || mode === "PERMISSIVE") return [policy];
  const callers = new DestinationRule(
    `${name}-mtls-callers`,
    {
      apiVersion,
      metadata: { name: "default", namespace },
      spec: { host: "*.local", trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } },
    },
    opts,
  );
  const apiServer = new DestinationRule(
    `${name}-mtls-api-server`,
    {
      apiVersion,
      metadata: { name: "api-server", namespace, annotations: plainText },
      spec: { host: "kubernetes.default.svc.cluster.local", trafficPolicy: { tls: { mode: "DISABLE" } } },
    },
    opts,
  );
  return [policy, callers, apiServer];
}
