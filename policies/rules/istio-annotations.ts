import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { VALUES } from "../model/annotationValues";
import type { Field } from "../model/field";
import { labelsOf } from "../model/labels";
import type { MeshObject } from "../model/object";
import { meant } from "../model/spelling";
import { workloadOf } from "../model/workloads";
import type { Rule } from "../rule";
import { ANNOTATIONS } from "../schemas/annotations";

const config = z.strictObject({
  known: z
    .array(z.string())
    .default([])
    .describe("Annotations of *.istio.io that your Istio, or a tool of yours, knows beside Istio's own."),
  allowAlpha: z.boolean().default(false).describe("Allow annotations whose feature is still alpha."),
});

type Config = z.infer<typeof config>;

const WHY = `Istio ignores an annotation that it does not know, and one on the wrong kind of object: no error says that \`sidecar.istio.io/…\`
on a Deployment does not reach its pods (it belongs into the template). A value that the injector cannot read makes it refuse the pod,
which the Deployment then waits for. Deprecated and alpha annotations may go, or change, with an upgrade
([Istio's annotations](https://istio.io/latest/docs/reference/config/annotations/)).

Judged are the objects that \`istioctl analyze\` looks at, and the templates of pods, whose findings have no code: istioctl sees the pods,
in the cluster only.`;

/** Annotations are free text to Kubernetes: what is misspelt or misplaced does nothing, silently. */
export const istioAnnotations: Rule<Config> = {
  name: "istio-annotations",
  codes: ["IST0107", "IST0108", "IST0125", "IST0135", "IST0136"],
  description: "Istio's annotations exist, are where they act, have valid values and are neither deprecated nor alpha.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Such an annotation has no effect today, or none after some upgrade." },
  scope: "object",
  kinds: [
    "core/Namespace",
    "core/Service",
    "core/Pod",
    "apps/Deployment",
    "apps/StatefulSet",
    "apps/DaemonSet",
    "apps/ReplicaSet",
    "batch/Job",
    "batch/CronJob",
  ],
  config,
  *check(object, _, config) {
    if (ANALYZED.includes(object.key)) {
      yield* checkAll(object, object.metadata, { kind: object.kind, template: false, cni: isByCni(object) }, config);
    }
    const template = object.kind === "Pod" ? undefined : workloadOf(object)?.template;
    if (template && !template.unknown) {
      yield* checkAll(object, template.get("metadata"), { kind: "Pod", template: true, cni: false }, config);
    }
  },
};

/** Of the other kinds istioctl does not read annotations. */
const ANALYZED = ["core/Namespace", "core/Service", "core/Pod", "apps/Deployment"];

interface Place {
  kind: string;
  template: boolean;
  /** A pod whose annotations the injector may have written. */
  cni: boolean;
}

/** istioctl takes a Pod without the container istio-init for one whose traffic the CNI plugin captures. */
function isByCni({ kind, spec }: MeshObject): boolean {
  if (kind !== "Pod" || spec.unknown) return false;
  const containers = spec.get("initContainers");
  return containers.unknown || !containers.items().some((one) => !one.unknown && one.get("name").text === "istio-init");
}

/** Written by Istio itself. */
const BY_ISTIO = ["sidecar.istio.io/status", "gateway.istio.io/controller-version", "istio.io/rev"];
const BY_INJECTOR = [
  "sidecar.istio.io/interceptionMode",
  "traffic.sidecar.istio.io/includeInboundPorts",
  "traffic.sidecar.istio.io/excludeInboundPorts",
  "traffic.sidecar.istio.io/includeOutboundIPRanges",
];

function* checkAll(object: MeshObject, metadata: Field, place: Place, config: Config): Iterable<Finding> {
  if (metadata.unknown || metadata.get("annotations").unknown) return;
  for (const [name, field] of metadata.get("annotations").entries()) {
    const ofIstio = name === "kubernetes.io/ingress.class" || /^[^/]*istio\.io(\/|$)/.test(name);
    if (!ofIstio || BY_ISTIO.includes(name) || config.known.includes(name)) continue;
    for (const finding of checkOne(object, field, name, place, metadata, config)) {
      yield place.template ? { ...finding, codes: [] } : finding;
    }
  }
}

function* checkOne(
  object: MeshObject,
  field: Field,
  name: string,
  place: Place,
  metadata: Field,
  config: Config,
): Iterable<Finding> {
  const defined = Object.hasOwn(ANNOTATIONS, name) ? ANNOTATIONS[name] : undefined;
  if (!defined) {
    const near = meant(name, Object.keys(ANNOTATIONS));
    yield found(object, field, {
      problem: "for an annotation that Istio does not have",
      allowed: "Istio's annotations, and those that known of this rule lists",
      fix: near ? `rename it to "${near}"` : "remove it, or list it in known of this rule",
      codes: ["IST0108"],
    });
    return;
  }
  if (defined.deprecated && !(name === INJECT && labelsOf(metadata.get("labels")).has(INJECT))) {
    yield found(object, field, {
      problem: "for a deprecated annotation",
      allowed: name === INJECT ? `the label "${INJECT}"` : "annotations that are not deprecated",
      fix: name === INJECT ? "write it as a label" : "remove it",
      codes: ["IST0135"],
    });
  }
  // In templates alpha annotations are everyday things (proxy.istio.io/config), and istioctl does not see them there.
  const alpha = defined.status === "Alpha" && !place.template && !config.allowAlpha;
  if (alpha && !(place.cni && BY_INJECTOR.includes(name))) {
    yield found(object, field, {
      problem: "for an annotation whose feature is alpha",
      allowed: "annotations of beta and stable features, or allowAlpha of this rule",
      fix: "remove it where you can do without",
      codes: ["IST0136"],
    });
  }
  if (!defined.on.includes("Any") && !defined.on.includes(place.kind)) {
    const intoTemplate = place.kind === "Deployment" && defined.on.includes("Pod");
    yield found(object, field, {
      problem: `which has no effect on a ${place.kind}`,
      allowed: `on ${defined.on.join(", ")}`,
      fix: intoTemplate ? "move it to spec.template.metadata.annotations" : "move it there, or remove it",
      codes: ["IST0107"],
    });
    return;
  }
  const problem = Object.hasOwn(VALUES, name) && !field.unknown ? VALUES[name]?.(textOf(field)) : undefined;
  if (!problem) return;
  const allowed = "what Istio's reference of annotations says";
  yield found(object, field, { problem, allowed, fix: "write a value that the injector can read", codes: ["IST0125"] });
}

const INJECT = "sidecar.istio.io/inject";

/** What is no text is no valid annotation to Kubernetes either; it is judged as the text that it becomes. */
function textOf(field: Field): string {
  return field.scalar ?? "";
}
