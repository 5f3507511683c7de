import type { Cluster } from "../../../../commands/doctor/cluster";
import type { Result } from "../../../../commands/doctor/finding";
import type { Outputs } from "../../../../commands/doctor/installed";
import type { Deployment, Pod } from "../../../../commands/doctor/objects";

/** What the tests' stack says it has installed. */
export const outputs: Outputs = {
  meshNamespace: "istio-system",
  meshVersion: "1.30.4",
  meshReleases: ["istio-base", "istiod", "istio-ingressgateway"],
  meshNamespaces: ["shop"],
  ingressGateway: {
    namespace: "istio-system",
    service: "istio-ingressgateway",
    selector: { istio: "ingressgateway" },
  },
};

/** The stack's ingress gateway. */
export const ingress = outputs.ingressGateway as NonNullable<Outputs["ingressGateway"]>;

interface PodChoices {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  owner?: { kind: string; name: string };
  containers?: Pod["spec"]["containers"];
  initContainers?: Pod["spec"]["containers"];
  hostNetwork?: boolean;
  deleted?: boolean;
  status?: Partial<Pod["status"]>;
}

/** A running, ready pod, named "namespace/name". */
export function pod(fullName: string, choices: PodChoices = {}): Pod {
  const [namespace = "", name = ""] = fullName.split("/");
  const { labels, annotations, owner, containers = [{ name: "app" }], initContainers, hostNetwork, status } = choices;
  return {
    metadata: {
      name,
      namespace,
      labels,
      annotations,
      ...(owner ? { ownerReferences: [{ ...owner, controller: true }] } : {}),
      ...(choices.deleted ? { deletionTimestamp: "2026-11-20T15:19:20Z" } : {}),
    },
    spec: { containers, initContainers, hostNetwork },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }], ...status },
  };
}

/** A pod of the ingress gateway. */
export const gatewayPod = (name = "gateway-1", choices: PodChoices = {}): Pod =>
  pod(`istio-system/${name}`, { labels: ingress.selector, containers: [{ name: "istio-proxy" }], ...choices });

/** A pod of istiod. */
export const istiodPod = (name = "istiod-1", choices: PodChoices = {}): Pod =>
  pod(`istio-system/${name}`, { labels: { app: "istiod" }, ...choices });

/** A deployment in istio-system with its labels on its pods. */
export const deployment = (name: string, labels: Record<string, string>, ready = 1, replicas?: number): Deployment => ({
  metadata: { name, namespace: "istio-system", labels },
  spec: { replicas, template: { metadata: { labels } } },
  status: { readyReplicas: ready },
});

/** A cluster that has these objects by kind, and answers commands that begin so. */
export function cluster(
  lists: Record<string, object[]>,
  answers: Record<string, string | (() => string)> = {},
): Cluster {
  const answer =
    (program: string) =>
    (...args: string[]) => {
      const command = [program, ...args].join(" ");
      const found = Object.entries(answers).find(([beginning]) => command.startsWith(beginning))?.[1];
      if (found === undefined) return Promise.reject(new Error(`not asked in this test: ${command}`));
      return Promise.resolve(typeof found === "string" ? found : found());
    };
  return {
    list: <T>(kind: string) => Promise.resolve((lists[kind] ?? []) as T[]),
    kubectl: answer("kubectl"),
    istioctl: answer("istioctl"),
  };
}

/** "error Pod shop/a: not ready", for each finding. */
export const brief = ({ findings }: Result): string[] =>
  findings.map(({ severity, object, found }) => `${severity} ${object}: ${found}`);

/** The next steps of all findings. */
export const steps = ({ findings }: Result): string[] => findings.flatMap(({ next }) => next);
