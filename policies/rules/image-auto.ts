import * as z from "zod";
import { found } from "../finding";
import { INJECT, INJECTION, isOff, isOnHostNetwork, ownInjection, REVISION } from "../model/injection";
import { knownGet } from "../model/known";
import type { Mesh } from "../mesh";
import type { Workload } from "../model/workloads";
import { containersOf, WORKLOAD_KINDS, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

const config = z.strictObject({
  injectsByDefault: z
    .boolean()
    .default(false)
    .describe(
      "The injector, which another stack installs, takes namespaces without a label (enableNamespacesByDefault).",
    ),
});

const WHY = `A gateway's container \`istio-proxy\` has the image \`auto\`, which Istio's webhook replaces with the proxy's as the pod is
created. Where no webhook selects the pod, \`auto\` stays, and no registry has an image of that name: the pod never starts
([Istio: installing gateways](https://istio.io/latest/docs/setup/additional-setup/gateway/#deploying-a-gateway),
[IST0146](https://istio.io/latest/docs/reference/config/analysis/ist0146/)).

A pod is injected by its namespace's label \`istio-injection: enabled\` or \`istio.io/rev\`, or, in a namespace with neither, by its own
\`sidecar.istio.io/inject: "true"\` or \`istio.io/rev\`. Of a namespace that the stack does not hold, nothing is said.`;

/** Only the injector knows what image `auto` is. */
export const imageAuto: Rule<z.infer<typeof config>> = {
  name: "image-auto",
  codes: ["IST0146", "IST0147"],
  description: "Pods with the image auto are in reach of Istio's injector.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "There is no image called auto: such a pod never starts." },
  scope: "stack",
  kinds: WORKLOAD_KINDS,
  config,
  *check(object, mesh, { injectsByDefault }) {
    const workload = workloadOf(object);
    if (!workload) return;
    const auto = containersOf(workload.pod).find((one) => one.get("name").text === "istio-proxy");
    if (auto?.get("image").text !== "auto") return;
    const missed = whyNot(workload, mesh, injectsByDefault);
    if (missed === undefined) return;
    yield found(object, auto.get("image"), {
      problem: `which no webhook of Istio replaces: ${missed.reason}`,
      allowed: "auto only where the pod is injected",
      fix: missed.fix,
      codes: missed.seen ? codesOf(object.kind) : [],
    });
  },
};

/** Why nothing injects the pods; undefined if something does, or may. `seen`: istioctl sees it too. */
function whyNot({ template, labels, namespace }: Workload, mesh: Mesh, byDefault: boolean) {
  const own = ownInjection(template);
  if (isOff(own)) {
    const seen = labels.has(INJECT);
    return { reason: `the pod says ${INJECT}: "false"`, fix: `set the label ${INJECT}: "true" on the pod`, seen };
  }
  if (isOnHostNetwork(template)) {
    const fix = "leave the node's network, or name the proxy's image";
    return { reason: "pods on the node's network get no sidecar", fix, seen: false };
  }
  const holder = mesh.namespace(namespace);
  if (!holder || holder.metadata.unknown || knownGet(holder.metadata, "labels").unknown) return undefined;
  if (holder.labels.has(INJECTION)) {
    const said = holder.labels.get(INJECTION);
    if (said === undefined || said === "enabled") return undefined;
    const reason = `its namespace "${namespace}" says ${INJECTION}: ${said}`;
    return { reason, fix: `label the namespace ${INJECTION}: enabled`, seen: true };
  }
  // A patch does not show the labels that the namespace has already.
  if (holder.partial) return undefined;
  if (holder.labels.has(REVISION) || labels.has(REVISION) || byDefault || injectsUnlabelled(mesh)) return undefined;
  if (labels.has(INJECT) && (labels.get(INJECT) ?? "true") === "true") return undefined;
  const reason = `neither its labels nor those of its namespace "${namespace}" ask for it`;
  return { reason, fix: `set the label ${INJECT}: "true" on the pod`, seen: true };
}

/** Whether a control plane in the stack injects pods of namespaces without a label, or may. */
function injectsUnlabelled(mesh: Mesh): boolean {
  return mesh.controlPlanes.some(({ values }) => {
    const webhook = knownGet(values, "sidecarInjectorWebhook");
    const said = knownGet(webhook, "enableNamespacesByDefault");
    return values.unknown || webhook.unknown || said.unknown || said.flag === true;
  });
}

function codesOf(kind: string): string[] {
  if (kind === "Pod") return ["IST0147"];
  return kind === "Deployment" ? ["IST0146"] : [];
}
