import type { Finding } from "./finding";
import type { WebhookConfiguration } from "./objects";

export type WebhookKind = "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration";
type Webhook = NonNullable<WebhookConfiguration["webhooks"]>[number];
type Defect = Omit<Finding, "object">;

/** The label of each kind, whatever its revision's name, and what is lost without it. */
export const kinds: Record<WebhookKind, { app: string; loss: string }> = {
  ValidatingWebhookConfiguration: { app: "istiod", loss: "faulty Istio objects are let in" },
  MutatingWebhookConfiguration: { app: "sidecar-injector", loss: "pods start without a sidecar" },
};

/** What is wrong with a configuration. Its webhooks mostly share a defect and its reason: then it is said once. */
export function defects(
  kind: WebhookKind,
  { metadata: { name }, webhooks = [] }: WebhookConfiguration,
  known: Set<string>,
): Finding[] {
  const names = new Map<string, string[]>();
  for (const webhook of webhooks) {
    const found = defect(kind, webhook, known);
    const key = JSON.stringify(found);
    if (found) names.set(key, [...(names.get(key) ?? []), webhook.name]);
  }
  return [...names].map(([key, of]) => {
    const { found, next, ...rest } = JSON.parse(key) as Defect;
    const look = `kubectl get ${kind.toLowerCase()} ${name} -o yaml`;
    return { ...rest, object: `${kind} ${name}`, found: `${found} (${of.join(", ")})`, next: [look, ...next] };
  });
}

function defect(kind: WebhookKind, { clientConfig, failurePolicy }: Webhook, known: Set<string>): Defect | undefined {
  const { service, caBundle, url } = clientConfig;
  const { loss } = kinds[kind];
  const lenient = failurePolicy === "Ignore";
  if (service && !known.has(`${service.namespace}/${service.name}`)) {
    return {
      severity: lenient ? "warning" : "error",
      found: `Service ${service.namespace}/${service.name} does not exist`,
      expected: lenient ? `istiod's Service; until then ${loss}` : "istiod's Service; until then every call fails",
      next: [`kubectl get services -n ${service.namespace}`],
    };
  }
  if (!caBundle && !url) {
    return {
      severity: "error",
      found: "no CA bundle",
      expected: "the one that istiod writes once it runs",
      next: service ? [`kubectl rollout restart deployment -n ${service.namespace} -l app=istiod`] : [],
    };
  }
  if (!lenient) return undefined;
  const expected = `Fail; as it is, while istiod is away, ${loss}`;
  return { severity: "warning", found: "failurePolicy Ignore", expected, next: [] };
}
