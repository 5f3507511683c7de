import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { DATAPLANE_MODE, INJECTION, REVISION } from "../model/injection";
import { isSystem } from "../model/namespaces";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `A namespace joins the mesh by one label: \`istio-injection: enabled\`, \`istio.io/rev: <revision>\` or
\`istio.io/dataplane-mode: ambient\`. With two of them Istio follows one without a word: \`istio-injection\` beats \`istio.io/rev\`, so an
upgrade by revision does not reach these pods, and without a default revision they get no sidecar at all; a sidecar beats ambient
([Istio: controlling the injection policy](https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy),
[IST0123](https://istio.io/latest/docs/reference/config/analysis/ist0123/)).

No webhook selects a value of \`istio-injection\` other than \`enabled\`, and nothing reads one of \`istio.io/dataplane-mode\` other than
\`ambient\` and \`none\`: \`istio-injection: "true"\` keeps the pods out of the mesh. \`istio-injection: disabled\` beside another label is let
through, as by istioctl: it switches sidecars off.`;

/** Of two labels that join a namespace to the mesh, Istio follows one. */
export const injectionLabels: Rule = {
  name: "injection-labels",
  codes: ["IST0123"],
  description: "Namespaces join the mesh by one label, with a value that Istio knows.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Istio follows one of two labels and ignores a wrong value: pods get another sidecar than meant, or none.",
  },
  scope: "object",
  kinds: ["core/Namespace"],
  config: z.strictObject({}),
  *check(namespace) {
    if (isSystem(namespace.name) || namespace.name === "istio-system") return;
    const labels = namespace.root.at("metadata", "labels");
    yield* checkValue(namespace, labels.get(INJECTION), ["enabled", "disabled"]);
    yield* checkValue(namespace, labels.get(DATAPLANE_MODE), ["ambient", "none"]);
    yield* checkPair(namespace, labels);
  },
};

function* checkValue(namespace: MeshObject, label: Field, values: readonly string[]): Iterable<Finding> {
  if (label.missing || values.some((one) => label.value === one)) return;
  yield found(namespace, label, {
    problem: "which Istio does not know: this label joins no pod to the mesh",
    allowed: values.map((one) => `"${one}"`).join(" or "),
    fix: `write "${values[0] ?? ""}" to join the mesh, or "${values[1] ?? ""}" to stay out`,
    codes: [],
  });
}

/** The label that Istio ignores is the one to report. */
function* checkPair(namespace: MeshObject, labels: Field): Iterable<Finding> {
  const injection = labels.get(INJECTION);
  const revision = labels.get(REVISION);
  const ambient = labels.get(DATAPLANE_MODE);
  if (!injection.missing && injection.value !== "enabled") return;
  const sidecar = injection.missing ? revision : injection;
  if (sidecar.missing) return;
  const beside = `beside ${String(sidecar.step)}: ${sidecar.show()}`;
  if (!injection.missing && !revision.missing) {
    yield found(namespace, revision, {
      problem: `which Istio ignores ${beside}`,
      allowed: `one of ${INJECTION} and ${REVISION}`,
      fix: `remove ${INJECTION} to follow the revision, or ${REVISION} to follow the default one`,
    });
  }
  if (ambient.value === "ambient") {
    yield found(namespace, ambient, {
      problem: `${beside}: the pods get sidecars, and ambient leaves those out`,
      allowed: "a label for sidecars or one for ambient, not both",
      fix: `remove ${DATAPLANE_MODE} for sidecars, or the other label for ambient`,
    });
  }
}
