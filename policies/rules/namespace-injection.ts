import * as z from "zod";
import { found } from "../finding";
import { DATAPLANE_MODE, INJECTION, REVISION } from "../model/injection";
import { isSystem } from "../model/namespaces";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  outsideMesh: z
    .array(z.string())
    .default([])
    .describe("Namespaces that need no label, because nothing in them joins."),
  revision: z
    .string()
    .default("")
    .describe(
      'With level "remediate": the revision to write as istio.io/rev, in the place of istio-injection: enabled.',
    ),
});

type Config = z.infer<typeof config>;

const WHY = `Pods join the mesh by a label of their namespace. A namespace without one looks like any other and its pods run, but without
mutual TLS, without authorization and without traffic rules, and STRICT workloads refuse their calls. Whether somebody forgot the label or
left it out on purpose, only the label can say: \`istio-injection: disabled\` keeps a namespace out, visibly
([Istio: installing the sidecar](https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/),
[Istio: add workloads to an ambient mesh](https://istio.io/latest/docs/ambient/usage/add-workloads/)).

System namespaces and \`istio-system\` are left alone, and \`istio.io/dataplane-mode: none\` says nothing: it keeps pods out of ambient only.
Where pods join by their own labels, list their namespaces in \`outsideMesh\`.`;

/** A namespace that was forgotten looks as one that was left out on purpose. */
export const namespaceInjection: Rule<Config> = {
  name: "namespace-injection",
  codes: ["IST0102"],
  description: "Namespaces say by a label whether their pods join the mesh.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "A namespace outside the mesh works, and may be meant so.",
  },
  scope: "object",
  kinds: ["core/Namespace"],
  config,
  *check(namespace, _, config) {
    if (namespace.partial || isLeftAlone(namespace, config)) return;
    const labels = namespace.root.at("metadata", "labels");
    const injection = labels.get(INJECTION);
    if (!injection.missing && injection.value !== "") return;
    if (!labels.get(REVISION).missing || labels.get(DATAPLANE_MODE).value === "ambient") return;
    yield found(namespace, injection, {
      problem: "so its pods stay out of the mesh, and nothing says that this is meant",
      allowed: `${INJECTION}: enabled or disabled, ${REVISION}: a revision, or ${DATAPLANE_MODE}: ambient`,
      fix: `label the namespace ${INJECTION}: enabled, or ${INJECTION}: disabled to keep it out`,
    });
  },
  *mend(namespace, config) {
    if (namespace.partial || isLeftAlone(namespace, config)) return;
    const metadata = namespace.root.get("metadata");
    const labels = metadata.get("labels");
    if ([metadata, labels].some((one) => !one.missing && !one.isObject)) return;
    if ([INJECTION, REVISION, DATAPLANE_MODE].some((name) => !labels.get(name).missing)) return;
    const [label, value] = config.revision === "" ? [INJECTION, "enabled"] : [REVISION, config.revision];
    yield { path: ["metadata", "labels", label], value };
  },
};

function isLeftAlone({ name }: MeshObject, { outsideMesh }: Config): boolean {
  return isSystem(name) || name === "istio-system" || outsideMesh.includes(name);
}
