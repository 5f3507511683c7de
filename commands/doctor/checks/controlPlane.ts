import { count, type Check, type Finding, type Result } from "../finding";
import { fullName, selects, type Deployment, type Pod } from "../objects";
import { podsOf, trouble } from "../pods";
import { restore } from "../steps";
import { judgeOperated, operatedKinds, planesFor, type OperatedPlane } from "./operated";

const istiodLabel = { app: "istiod" };
/** What istiod was made of until 1.5. */
const pilotLabel = { app: "pilot" };

/** istiod, one for each revision, or Pilot has all its pods ready; where an operator keeps it, that says so too. */
export const controlPlane: Check = {
  name: "control plane",
  run: async ({ cluster, outputs: { meshKind, meshNamespace: namespace, meshReleases: releases } }) => {
    const [deployments, pods] = await Promise.all([
      cluster.list<Deployment>("deployments", namespace),
      cluster.list<Pod>("pods"),
    ]);
    const isOld = !deployments.some(isA(istiodLabel)) && deployments.some(isA(pilotLabel));
    const label = isOld ? pilotLabel : istiodLabel;
    const release = meshKind === "legacyIstio" ? "istio" : "istiod";
    const operated = meshKind === "maistra" || meshKind === "sail";
    const installed = releases.includes(release);
    const result = judgeControlPlane({ deployments, pods, namespace, label, release, installed, operated });
    if (!operated) return result;
    const kind = operatedKinds[meshKind];
    const planes = await cluster.list<OperatedPlane>(kind.resource, kind.namespaced ? namespace : undefined);
    const said = judgeOperated(planesFor(namespace, planes), kind);
    return {
      summary: `${said.summary}; ${result.summary}`,
      findings: [...said.findings, ...result.findings],
    };
  },
};

const isA =
  (label: Record<string, string>) =>
  ({ metadata }: Deployment) =>
    selects(label, metadata.labels);

export interface ControlPlane {
  /** Those of the mesh's namespace; not all of them are istiod. */
  deployments: Deployment[];
  pods: Pod[];
  namespace: string;
  /** Of the Deployments that make up the control plane, and of their pods. Default: istiod's. */
  label?: { app: string };
  /** The release that it comes with, where it comes with one. Default: istiod. */
  release?: string;
  /** Whether this stack installed that release, or takes the control plane to be there. */
  installed: boolean;
  /** Whether an operator is to make it. Default: no. */
  operated?: boolean;
}

export function judgeControlPlane(plane: ControlPlane): Result {
  const { deployments, pods, namespace, label = istiodLabel } = plane;
  const istiods = deployments.filter(isA(label));
  if (istiods.length === 0) return { summary: `no ${label.app}`, findings: [absent(plane)] };
  const running = podsOf(pods, namespace, label);
  const summary = istiods.map((istiod) => `${istiod.metadata.name} ${readiness(istiod)}`).join(", ");
  return {
    summary: `${summary} in ${namespace}`,
    findings: istiods.flatMap((istiod) => judge(istiod, running, label)),
  };
}

const ready = ({ status }: Deployment) => status?.readyReplicas ?? 0;
const wanted = ({ spec }: Deployment) => spec.replicas ?? 1;
const readiness = (istiod: Deployment) => `${ready(istiod)}/${wanted(istiod)} ready`;

function judge(istiod: Deployment, pods: Pod[], { app }: { app: string }): Finding[] {
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
        `kubectl describe pods -n ${namespace} -l app=${app}`,
        `kubectl logs -n ${namespace} deployment/${name} --tail=50`,
      ],
    },
  ];
}

function absent({ namespace, label, release = "istiod", installed, operated = false }: ControlPlane): Finding {
  const { app } = label ?? istiodLabel;
  const others = operated
    ? `the ${app} that the operator makes`
    : `an ${app}: with mesh.components.istiod off it must be there`;
  return {
    severity: "error",
    object: `Namespace ${namespace}`,
    found: `no deployment with the label app=${app}`,
    expected: installed ? `the ${app} that this stack installed` : others,
    next: installed ? [restore(release, namespace)] : [`kubectl get deployments -A -l app=${app}`],
  };
}
