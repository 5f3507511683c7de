import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { embedded } from "../model/embedded";
import type { ControlPlane } from "../model/controlPlanes";
import { knownGet, knownItems, knownText, reach } from "../model/known";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `With \`sidecarInjectorWebhook.enableNamespacesByDefault\` on, every namespace without a label of Istio gets sidecars, also those
of tools that were never meant to be in the mesh, and those that somebody creates next year. A namespace that says what it wants,
\`istio-injection: enabled\` or \`disabled\`, means the same under every control plane and survives the day on which that setting is
turned off. See [IST0148](https://istio.io/latest/docs/reference/config/analysis/ist0148/).

The namespaces that Istio's webhook leaves out in any case (\`kube-system\`, \`kube-public\`, \`kube-node-lease\`,
\`local-path-storage\`) and \`istio-system\` are not asked for a label.`;

const LEFT_OUT = ["istio-system", "kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

/** IST0148: a namespace that is in the mesh only because nobody said that it is not. */
export const injectedByDefault: Rule<Config> = {
  name: "injected-by-default",
  codes: ["IST0148"],
  description: "Where sidecars are injected by default, each Namespace says whether it wants them.",
  why: WHY,
  enforcement: { level: "advisory", reason: "It works as configured; it may not be what the namespace's owner means." },
  scope: "stack",
  kinds: ["core/Namespace"],
  config,
  *check(namespace, mesh) {
    const by = mesh.once("injected-by-default", () => injectsByDefault(mesh));
    if (!by || namespace.partial || LEFT_OUT.includes(namespace.name)) return;
    const labels = namespace.root.get("metadata").get("labels");
    const injection = labels.get("istio-injection");
    if (!injection.missing && injection.value !== "") return;
    if (labels.get("istio.io/dataplane-mode").value === "ambient" || !labels.get("istio.io/rev").missing) return;
    yield found(namespace, injection, {
      problem: `so its pods get sidecars, because ${by.title} injects by default`,
      allowed: 'the label istio-injection: "enabled" or "disabled", or istio.io/rev with a revision',
      fix: 'say what is meant: istio-injection: "enabled", or "disabled" to stay out of the mesh',
    });
  },
};

/** What turns injection by default on: a control plane of the default revision, or its injector's ConfigMap. */
function injectsByDefault(mesh: Mesh): MeshObject | undefined {
  const plane = mesh.controlPlanes.find(isDefault)?.object;
  return plane ?? mesh.ofKind("core", "ConfigMap").find(isDefaultInjector);
}

function isDefault({ form, revision, values }: ControlPlane): boolean {
  const chart = form === "operator" ? knownGet(values, "values") : values;
  const tags = knownItems(knownGet(chart, "revisionTags")).map(knownText);
  const on = reach(chart, "sidecarInjectorWebhook", "enableNamespacesByDefault");
  const isDefaultRevision = revision === "default" && !reach(chart, "revision").unknown;
  return (isDefaultRevision || tags.includes("default")) && !on.unknown && on.flag === true;
}

function isDefaultInjector(config: MeshObject): boolean {
  if (config.name !== "istio-sidecar-injector") return false;
  const data = knownGet(config.root, "data");
  if (data.unknown || data.get("values").unknown) return false;
  return embedded(data, "values").get("sidecarInjectorWebhook").get("enableNamespacesByDefault").flag === true;
}
