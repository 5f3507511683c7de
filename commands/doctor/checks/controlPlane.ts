import { count, type Check, type Finding, type Result } from "../finding";
import { fullName, selects, type Deployment, type Pod } from "../objects";
import { podsOf, trouble } from "../pods";
import { restore } from "../steps";

const istiodLabel = { app: "istiod" };

/** istiod, one for each revision, has all its pods ready. */
export const controlPlane: Check = {
  name: "control plane",
  run: async ({ cluster, outputs: { meshNamespace: namespace, meshReleases: releases } }) => {
    const [deployments, pods] = await Promise.all([
      cluster.list<Deployment>("deployments", namespace),
      cluster.list<Pod>("pods"),
    ]);
    return judgeControlPlane({ deployments, pods, namespace, installed: releases.includes("istiod") });
  },
};

export interface ControlPlane {
  /** Those of the mesh's namespace; not all of them are istiod. */
  deployments: Deployment[];
  pods: Pod[];
  namespace: string;
  /** Whether this stack installed istiod, or takes it to be there. */
  installed: boolean;
}

export function judgeControlPlane({ deployments, pods, namespace, installed }: ControlPlane): Result {
  const istiods = deployments.filter(({ metadata }) => selects(istiodLabel, metadata.labels));
  if (istiods.length === 0) return { summary: "no istiod", findings: [absent(namespace, installed)] };
  const running = podsOf(pods, namespace, istiodLabel);
  const summary = istiods.map((istiod) => `${istiod.metadata.name} ${readiness(istiod)}`).join(", ");
  return {
    summary: `${summary} in ${namespace}`,
    findings: istiods.flatMap((istiod) => judge(istiod, running)),
  };
}

const ready = ({ status }: Deployment) => status?.readyReplicas ?? 0;
const wanted = ({ spec }: Deployment) => spec.replicas ?? 1;
const readiness = (istiod: Deployment) => `${ready(istiod)}/${wanted(istiod)} ready`;

function judge(istiod: Deployment, pods: Pod[]): Finding[] {
  const { name, namespace } = istiod.metadata;
  const object = `Deployment ${fullName(istiod.metadata)}`;
  if (wanted(istiod) === 0) {
    const next = [`kubectl scale deployment -n ${namespace} ${name} --replicas=1`];
    return [{ severity: "error", object, found: "scaled to no pods", expected: "at least one", next }];
  }
  if (ready(istiod) >= wanted(istiod)) return [];
  const troubles = pods
    .filter(({ metadata }) => selects(istiod.spec.template.metadata.labels ?? {}, metadata.labels))
    .flatMap((pod) => (trouble(pod) ? [`${pod.metadata.name}: ${trouble(pod)}`] : []));
  return [
    {
      // What is left of the control plane still serves the mesh.
      severity: ready(istiod) === 0 ? "error" : "warning",
      object,
      found: [readiness(istiod), ...(troubles.length > 0 ? [`(${troubles.join("; ")})`] : [])].join(" "),
      expected: `${count(wanted(istiod), "ready pod")}`,
      next: [
        `kubectl describe pods -n ${namespace} -l app=istiod`,
        `kubectl logs -n ${namespace} deployment/${name} --tail=50`,
      ],
    },
  ];
}

const absent = (namespace: string, installed: boolean): Finding => ({
  severity: "error",
  object: `Namespace ${namespace}`,
  found: "no deployment with the label app=istiod",
  expected: installed
    ? "the istiod that this stack installed"
    : "an istiod: with mesh.components.istiod off it must be there",
  next: installed ? [restore("istiod", namespace)] : ["kubectl get deployments -A -l app=istiod"],
});
