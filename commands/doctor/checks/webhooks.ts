import { count, type Check, type Finding, type Result } from "../finding";
import type { Service, WebhookConfiguration } from "../objects";
import { restore } from "../steps";
import { defects, kinds, type WebhookKind } from "../webhookDefects";

/** istiod's webhooks are there, trusted, strict, and lead to a Service that exists. */
export const webhooks: Check = {
  name: "webhooks",
  run: async ({ cluster, outputs }) => {
    const [validating, mutating, services] = await Promise.all([
      cluster.list<WebhookConfiguration>("validatingwebhookconfigurations"),
      cluster.list<WebhookConfiguration>("mutatingwebhookconfigurations"),
      cluster.list<Service>("services"),
    ]);
    const { meshNamespace: namespace, meshReleases: releases } = outputs;
    return judgeWebhooks({ validating, mutating, services, namespace, releases });
  },
};

export interface Webhooks {
  validating: WebhookConfiguration[];
  mutating: WebhookConfiguration[];
  services: Service[];
  /** The control plane's: webhooks of another Istio lead elsewhere. */
  namespace: string;
  /** Helm releases of this stack. */
  releases: string[];
}

export function judgeWebhooks({ validating, mutating, services, namespace, releases }: Webhooks): Result {
  const known = new Set(services.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  const ours = (kind: WebhookKind, all: WebhookConfiguration[]) =>
    all.filter(({ metadata, webhooks = [] }) => {
      const here = webhooks.some(({ clientConfig: { service, url } }) => url ?? service?.namespace === namespace);
      return here && metadata.labels?.app === kinds[kind].app;
    });
  const [validators, injectors] = [
    ours("ValidatingWebhookConfiguration", validating),
    ours("MutatingWebhookConfiguration", mutating),
  ];
  const again = (release: string) => (releases.includes(release) ? [restore(release, namespace)] : []);
  const absent = (kind: WebhookKind): Finding => ({
    severity: "error",
    object: `${kind} app=${kinds[kind].app}`,
    found: `none leads to namespace ${namespace}`,
    expected: `istiod's; without it ${kinds[kind].loss}`,
    next: [`kubectl get ${kind.toLowerCase()} --show-labels`, ...again("istiod")],
  });
  // Objects seldom carry a revision's label. Where none of ours checks those without, the chart base's is gone.
  const partial: Finding = {
    severity: "warning",
    object: "ValidatingWebhookConfiguration app=istiod",
    found: "none checks objects without a label istio.io/rev",
    expected: "istiod-default-validator; without it faulty Istio objects are let in",
    next: ["kubectl get validatingwebhookconfiguration -l app=istiod", ...again("istio-base")],
  };
  const [v, m] = [validators.length, injectors.length];
  return {
    summary: `${count(v, "configuration")} for validation, ${m} for injection`,
    findings: [
      ...(v === 0 ? [absent("ValidatingWebhookConfiguration")] : []),
      ...(v > 0 && !validating.some(isGeneral) ? [partial] : []),
      ...validators.flatMap((one) => defects("ValidatingWebhookConfiguration", one, known)),
      ...(m === 0 ? [absent("MutatingWebhookConfiguration")] : []),
      ...injectors.flatMap((one) => defects("MutatingWebhookConfiguration", one, known)),
    ],
  };
}

/** Whether a configuration of istiod's checks objects that carry no revision's label. */
const isGeneral = ({ metadata, webhooks = [] }: WebhookConfiguration): boolean =>
  metadata.labels?.app === kinds.ValidatingWebhookConfiguration.app &&
  webhooks.some(({ objectSelector }) =>
    (objectSelector?.matchExpressions ?? []).every(
      ({ key, operator }) => key !== "istio.io/rev" || operator === "DoesNotExist" || operator === "NotIn",
    ),
  );
