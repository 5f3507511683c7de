import type { Manifest } from "./files";

/** A kind that the operators look for and whose fields nobody judges here. */
interface Stub {
  group: string;
  version: string;
  kind: string;
  plural: string;
  scope: "Cluster" | "Namespaced";
}

/**
 * Kinds whose own definitions are nowhere in a Go module that can be had. The Maistra operator asks for them by these versions:
 * pkg/apis/external (Jaeger, Kiali), pkg/controller/servicemesh/memberroll/namespace_reconciler.go (Network),
 * pkg/controller/common/cni/cni.go (NetworkAttachmentDefinition, whose presence makes it expect the CNI plugin).
 */
const stubs: Stub[] = [
  { group: "jaegertracing.io", version: "v1", kind: "Jaeger", plural: "jaegers", scope: "Namespaced" },
  { group: "kiali.io", version: "v1alpha1", kind: "Kiali", plural: "kialis", scope: "Namespaced" },
  { group: "config.openshift.io", version: "v1", kind: "Network", plural: "networks", scope: "Cluster" },
  {
    group: "k8s.cni.cncf.io",
    version: "v1",
    kind: "NetworkAttachmentDefinition",
    plural: "network-attachment-definitions",
    scope: "Namespaced",
  },
];

/** CRDs that take any fields. */
export const stubCrds = (): Manifest[] =>
  stubs.map(({ group, version, kind, plural, scope }) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          subresources: { status: {} },
        },
      ],
    },
  }));
