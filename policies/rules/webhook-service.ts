import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "../model/field";
import { isNamedRelease } from "../model/known";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import type { Webhook } from "../model/webhooks";
import { fulfils, isIstios, revisionsOf, webhooksOf } from "../model/webhooks";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `The API server asks Istio's webhooks whenever a pod is created (injection) or Istio configuration is applied (validation).
A webhook whose Service does not exist answers nothing: with failure policy \`Fail\` no pod of the selected namespaces can be created
and no configuration applied, with \`Ignore\` pods start without a sidecar. And where two injection webhooks select the same pod, it is
injected twice. See [IST0139](https://istio.io/latest/docs/reference/config/analysis/ist0139/).

Judged are the webhooks of Istio: those whose names end with \`istio.io\` or whose selectors speak of a revision. A Service counts as
missing only in a namespace that the stack holds and whose control plane does not make it.`;

const MUTATING = "MutatingWebhookConfiguration";
const GROUP = "admissionregistration.k8s.io";

/** A dead webhook stops every new pod; two for one pod inject it twice. */
export const webhookService: Rule<Config> = {
  name: "webhook-service",
  codes: ["IST0139"],
  description: "Istio's webhooks lead to a Service that exists, and no two of them inject the same pod.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Without its webhook no pod of the selected namespaces starts, or it starts outside of the mesh.",
  },
  scope: "stack",
  kinds: [`${GROUP}/${MUTATING}`, `${GROUP}/ValidatingWebhookConfiguration`],
  config,
  *check(object, mesh) {
    if (!isIstios(object)) return;
    const overlaps = mesh.once("webhook-service", () => overlapsIn(mesh));
    const hooks = object.root.get("webhooks").items();
    for (const hook of hooks) {
      yield* checkService(object, hook, mesh);
      const others = overlaps.get(idOf(object.name, hook.get("name").text ?? ""));
      if (object.kind === MUTATING && others) yield overlapping(object, hook, others);
    }
  },
};

function* checkService(object: MeshObject, hook: Field, mesh: Mesh): Iterable<Finding> {
  const service = hook.get("clientConfig").get("service");
  const name = service.get("name");
  const namespace = service.get("namespace").text;
  if (name.text === undefined || namespace === undefined || !mesh.holds(namespace)) return;
  const there = mesh.servicesIn(namespace);
  if (there.some((one) => one.name === name.text) || isMade(name.text, namespace, mesh)) return;
  const names = anyOf(there.map((one) => one.name));
  yield found(object, name, {
    problem: `which is no Service in namespace "${namespace}"`,
    allowed: names === "" ? "the Service of a control plane" : `a Service there: ${names}`,
    fix: "name the control plane's Service, or remove this webhook",
    // istioctl looks at the webhooks for injection only.
    ...(object.kind === MUTATING ? {} : { codes: [] }),
  });
}

/** Whether a control plane in the stack makes that Service: `istiod`, or with its revision behind it. */
function isMade(name: string, namespace: string, mesh: Mesh): boolean {
  if (!/^istiod(-|$)/.test(name)) return false;
  const releases = mesh.ofKind("helm.sh", "Release");
  const placed = mesh.once("webhook-service placed", () => releases.every(isNamedRelease));
  return !placed || mesh.controlPlanes.some((one) => one.namespace === namespace);
}

function overlapping(object: MeshObject, hook: Field, others: ReadonlySet<string>): Finding {
  return found(object, hook.get("name"), {
    problem: `which selects pods that ${[...others].sort().join(" and ")} selects too`,
    allowed: "selectors that no pod fulfils together with those of another injection webhook",
    fix: "remove one of the two, or let its namespaceSelector or objectSelector ask for another revision",
  });
}

/** Where webhooks overlap: the names of a few that each one overlaps with. */
type Overlaps = Map<string, Set<string>>;

/** Istioctl tells webhooks apart by the names of their configuration and their own. */
function idOf(configuration: string, webhook: string): string {
  return `${configuration}/${webhook}`;
}

/**
 * Which injection webhooks select one pod: tried with every namespace and every pod that labels can tell apart, each with and
 * without each revision that some webhook names. (A pod with two webhooks of one name counts once, as for istioctl.)
 */
function overlapsIn(mesh: Mesh): Overlaps {
  const configurations = mesh.ofKind(GROUP, MUTATING).filter(isIstios);
  const hooks = configurations.flatMap((object) => webhooksOf(object));
  const revisions = new Set(configurations.flatMap((object) => revisionsOf(object, webhooksOf(object))));
  const pods = labelSets("sidecar.istio.io/inject", ["true", "false"], revisions);
  const selected = hooks.map((hook) => ({ hook, pods: pods.filter((labels) => isSelected(labels, hook.objects)) }));
  const overlaps: Overlaps = new Map();
  for (const namespace of labelSets("istio-injection", ["enabled", "disabled"], revisions)) {
    const here = selected.filter(({ hook }) => isSelected(namespace, hook.namespaces));
    if (here.length < 2) continue;
    const pairs = here.flatMap(({ hook, pods }) => pods.map((pod) => ({ pod, hook })));
    for (const together of groupBy(pairs, ({ pod }) => pod).values())
      note(
        together.map(({ hook }) => hook),
        overlaps,
      );
  }
  return overlaps;
}

function isSelected(labels: ReadonlyMap<string, string>, requirements: Webhook["objects"]): boolean {
  return requirements !== undefined && fulfils(labels, requirements);
}

function note(together: readonly Webhook[], overlaps: Overlaps): void {
  const ids = [...new Set(together.map(({ object, name }) => idOf(object.name, name)))];
  if (ids.length < 2) return;
  for (const id of ids) {
    const others = overlaps.get(id) ?? new Set();
    overlaps.set(id, others);
    // A few names say enough, and all of them would be many where many overlap.
    for (const other of ids.slice(0, 3)) if (other !== id && others.size < 3) others.add(other);
  }
}

/** No labels, or the label with one of the values; each also with each revision. */
function labelSets(label: string, values: readonly string[], revisions: Iterable<string>): Map<string, string>[] {
  const bases: [string, string][][] = [[], ...values.map((value): [string, string][] => [[label, value]])];
  const rev = [...revisions].flatMap((one) =>
    bases.map((base): [string, string][] => [...base, ["istio.io/rev", one]]),
  );
  return [...bases, ...rev].map((entries) => new Map(entries));
}
