import { count, type Check, type Finding, type Result } from "../finding";
import type { Metadata, Pod, WebhookConfiguration } from "../objects";
import { isAlive, ownerOf, proxyOf } from "../pods";

const inject = "sidecar.istio.io/inject";
const injection = "istio-injection";
const revision = "istio.io/rev";
/** The injector passes these by, whatever their labels say. */
const never = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

/** Every pod that its namespace or its own labels put into the mesh has a sidecar. */
export const sidecars: Check = {
  name: "sidecars",
  run: async ({ cluster }) => {
    const [pods, namespaces, injectors] = await Promise.all([
      cluster.list<Pod>("pods"),
      cluster.list<{ metadata: Metadata }>("namespaces"),
      cluster.list<WebhookConfiguration>("mutatingwebhookconfigurations"),
    ]);
    return judgeSidecars({ pods, namespaces, injectors });
  },
};

export interface SidecarObjects {
  pods: Pod[];
  namespaces: { metadata: Metadata }[];
  injectors: WebhookConfiguration[];
}

export function judgeSidecars({ pods, namespaces, injectors }: SidecarObjects): Result {
  const homes = new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const meant = pods.flatMap((pod) => {
    const by = membership(pod, homes.get(pod.metadata.namespace ?? "") ?? {});
    return by ? [{ pod, by }] : [];
  });
  const without = meant.filter(({ pod }) => !proxyOf(pod));
  // All pods of a Deployment are restarted by one command, so they are one finding.
  const owners = new Map<string, typeof without>();
  for (const one of without) {
    const { kind, name } = ownerOf(one.pod);
    const key = `${kind} ${one.pod.metadata.namespace}/${name}`;
    owners.set(key, [...(owners.get(key) ?? []), one]);
  }
  const findings = [...owners].map(([object, members]) => finding(object, members, injectors));
  const summary =
    without.length === 0
      ? `${count(meant.length, "pod")} of the mesh, each with its own`
      : `${without.length} of ${count(meant.length, "pod")} of the mesh without`;
  return { summary, findings };
}

interface Membership {
  /** Whose label it is, for the reader. */
  of: "namespace" | "pod";
  key: string;
  value: string;
}

/** The label that puts a pod into the mesh, as the injector's webhooks choose; undefined where it is to have no sidecar. */
function membership(pod: Pod, home: Record<string, string>): Membership | undefined {
  const { labels = {}, annotations = {}, namespace = "" } = pod.metadata;
  if (!isAlive(pod) || pod.spec.hostNetwork || never.includes(namespace)) return undefined;
  // The label is what the webhooks see; the older annotation is asked by the injector where there is no label.
  if ((labels[inject] ?? annotations[inject]) === "false") return undefined;
  const label = (of: Membership["of"], key: string, value: string | undefined) =>
    value === undefined ? undefined : { of, key, value };
  const ofHome = home[injection];
  if (ofHome !== undefined) return ofHome === "enabled" ? label("namespace", injection, ofHome) : undefined;
  return (
    label("namespace", revision, home[revision]) ??
    label("pod", revision, labels[revision]) ??
    (labels[inject] === "true" ? label("pod", inject, "true") : undefined)
  );
}

function finding(object: string, members: { pod: Pod; by: Membership }[], injectors: WebhookConfiguration[]): Finding {
  const [{ pod, by }] = members as [(typeof members)[number]];
  const label = `${by.key}=${by.value}`;
  const found = members.map((member) => member.pod.metadata.name).join(", ");
  const served = isServed(by, injectors);
  return {
    severity: "error",
    object,
    found: `${members.length === 1 ? "no sidecar in pod" : "no sidecar in pods"} ${found}`,
    expected: `one in each, by the ${by.of}'s label ${label}`,
    causes: served
      ? ["made before that label, or while the injector did not answer"]
      : [`no MutatingWebhookConfiguration injects for ${label}: is that revision installed?`],
    next: served
      ? [ownerOf(pod).restart]
      : ["kubectl get mutatingwebhookconfiguration -l app=sidecar-injector --show-labels"],
  };
}

/** Whether some injector asks for pods with that label. */
function isServed({ key, value, of }: Membership, injectors: WebhookConfiguration[]): boolean {
  return injectors
    .flatMap(({ webhooks }) => webhooks ?? [])
    .map(({ namespaceSelector, objectSelector }) => (of === "namespace" ? namespaceSelector : objectSelector))
    .flatMap((selector) => selector?.matchExpressions ?? [])
    .some((one) => one.key === key && one.operator === "In" && one.values?.includes(value));
}
