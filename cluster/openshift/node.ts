import { mkdirSync, writeFileSync } from "node:fs";
import { toolBinary } from "../../tools/paths";
import { flags, type Daemon } from "../daemon";
import { network } from "../layout";
import { pki } from "../pki";
import { kubectl } from "../processes";
import { daemons, inOpenshift, simulatedNode } from "./names";

const stagesFile = () => inOpenshift("stages.yaml");

/** The one node: an object that kwok keeps Ready, with room for everything. Nothing runs on it. */
export const nodeObject = (): object => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name: simulatedNode,
    labels: {
      "kubernetes.io/hostname": simulatedNode,
      "kubernetes.io/os": "linux",
      "kubernetes.io/arch": "amd64",
      "beta.kubernetes.io/os": "linux",
      "beta.kubernetes.io/arch": "amd64",
      "node-role.kubernetes.io/worker": "",
    },
    annotations: { "istio-mesh.local/simulated-by": "kwok" },
  },
});

const deletion = (operator: "Exists" | "DoesNotExist") => ({ key: ".metadata.deletionTimestamp", operator });

const stage = (name: string, matchExpressions: object[], next: object) => ({
  apiVersion: "kwok.x-k8s.io/v1alpha1",
  kind: "Stage",
  metadata: { name },
  spec: { resourceRef: { apiGroup: "v1", kind: "Pod" }, selector: { matchExpressions }, next },
});

const running = `
{{ $now := Now }}
phase: Running
startTime: {{ $now | Quote }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ NodeIPWith .spec.nodeName | Quote }}
conditions:
{{ range $type := list "Initialized" "Ready" "ContainersReady" }}
- { type: {{ $type }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  restartCount: 0
  state: { running: { startedAt: {{ $now | Quote }} } }
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  restartCount: 0
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
{{ end }}
`;

const completed = `
{{ $now := Now }}
phase: Succeeded
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: false
  restartCount: 0
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
{{ end }}
`;

/**
 * What kwok does with pods: at once Ready, at once Succeeded where a Job made them, and gone when deleted. They have the node's
 * address, so that the API server finds the stubs of the mesh's webhooks (webhooks/server.ts) behind their Services.
 */
export const podStages = (): object[] => [
  stage("pod-ready", [deletion("DoesNotExist"), { key: ".status.podIP", operator: "DoesNotExist" }], {
    statusTemplate: running,
  }),
  stage(
    "pod-complete",
    [
      deletion("DoesNotExist"),
      { key: ".status.phase", operator: "In", values: ["Running"] },
      { key: ".metadata.ownerReferences.[].kind", operator: "In", values: ["Job"] },
    ],
    { statusTemplate: completed },
  ),
  stage("pod-delete", [deletion("Exists")], { finalizers: { empty: true }, delete: true }),
];

/** Writes what kwok reads when it starts. */
export function writeStages(): void {
  mkdirSync(inOpenshift(), { recursive: true });
  // JSON is YAML; one document each.
  writeFileSync(
    stagesFile(),
    podStages()
      .map((object) => JSON.stringify(object))
      .join("\n---\n"),
  );
}

/** kwok, which keeps the simulated node Ready and moves its pods. */
export const kwok = (): Daemon => ({
  name: daemons.kwok,
  command: toolBinary("kwok", "kwok"),
  args: flags({
    kubeconfig: pki("admin.kubeconfig"),
    config: stagesFile(),
    "manage-single-node": simulatedNode,
    "node-ip": network.node,
    "node-lease-duration-seconds": "40",
  }),
  healthy: () => {
    const ready = '{.status.conditions[?(@.type=="Ready")].status}';
    return kubectl(["get", "node", simulatedNode, "--ignore-not-found", "-o", `jsonpath=${ready}`]) === "True";
  },
});
