import type { ApiObject } from "../api";

/** Where a control plane's part writes the CA that the operator puts into its webhooks. */
interface Source {
  webhooks: string;
  secret: string;
  key: string;
}

/** As the operator looks for them: pkg/controller/servicemesh/webhookca/controller.go, pkg/controller/common/webhooks.go. */
const sources: Source[] = [
  { webhooks: "istiod-", secret: "istio-ca-secret", key: "ca-cert.pem" },
  { webhooks: "istio-galley-", secret: "istio.istio-galley-service-account", key: "root-cert.pem" },
  { webhooks: "istio-sidecar-injector-", secret: "istio.istio-sidecar-injector-service-account", key: "root-cert.pem" },
];

interface Webhook {
  clientConfig: { service?: { namespace: string } };
}

/** The Secret that belongs to a webhook configuration of a mesh; undefined for every other. */
export function secretFor(
  configuration: ApiObject,
  ca: string,
): (ApiObject & { metadata: { namespace: string } }) | undefined {
  const source = sources.find(({ webhooks }) => configuration.metadata.name.startsWith(webhooks));
  const [webhook] = (configuration.webhooks ?? []) as Webhook[];
  const namespace = webhook?.clientConfig.service?.namespace;
  if (!source || !namespace) return undefined;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: source.secret,
      namespace,
      annotations: { "istio-mesh.local/simulated": "only the CA of the stubs" },
    },
    data: { [source.key]: Buffer.from(ca).toString("base64") },
  };
}
