import assert from "node:assert/strict";
import type * as ForeignNamespaces from "../../../commands/foreignNamespaces";
import type { StateResource } from "../../../commands/state";
import { parseSettings } from "../../../config";
import { load } from "../tools/harness";

describe("A namespace that somebody else made", () => {
  const refuse = (existing: string[], state?: Partial<StateResource>[], owned = true, ownBackend = false) =>
    load<typeof ForeignNamespaces>("commands/foreignNamespaces", {
      "commands/environment": { stack: "dev", hasOwnBackend: () => ownBackend },
      "commands/state": { readState: () => (ownBackend ? undefined : state && { resources: state }) },
      "commands/pulumi": { exportState: () => ({ resources: state ?? [] }) },
      "config/stackFile": {
        settingsOfStackFile: () =>
          parseSettings({ mesh: { namespace: { owned } }, namespaces: [{ name: "a" }, { name: "b", owned: false }] }),
      },
      "commands/kubectl": { kubectl: () => existing.map((name) => `namespace/${name}\n`).join("") },
    }).refuseForeignNamespaces();

  it("is refused before the first `up`, by its key, with the way out", () => {
    assert.throws(() => refuse(["default", "istio-system", "a"]), {
      message:
        "istio-mesh:mesh.namespace: namespace istio-system exists already, and this stack did not make it.\n" +
        "istio-mesh:namespaces[0]: namespace a exists already, and this stack did not make it.\n" +
        "Set owned: false there, and it joins without ever being deleted by this stack; or choose another name.",
    });
    assert.throws(() => refuse(["a"], [{ custom: true, type: "pulumi:providers:kubernetes" }]), /namespace a exists/);
  });

  it("may join where the stack does not own it", () => {
    refuse(["istio-system", "b", "ab"], undefined, false);
  });

  const made = (...names: string[]) =>
    names.map((name) => ({ custom: true, type: "kubernetes:core/v1:Namespace", inputs: { metadata: { name } } }));

  it("is not looked for among those that the stack made, whatever the backend", () => {
    refuse(["istio-system", "a"], made("istio-system", "a"), true, true);
    refuse(["istio-system", "a"], made("istio-system", "a"));
  });

  it("is refused by an installed stack too, which a scenario or a new line brings to it", () => {
    assert.throws(
      () => refuse(["istio-system", "a"], made("istio-system")),
      /namespaces\[0\]: namespace a exists already/,
    );
    const patched = [{ ...made("a")[0], type: "kubernetes:core/v1:NamespacePatch" }];
    assert.throws(() => refuse(["istio-system", "a"], [...made("istio-system"), ...patched]), /namespace a exists/);
  });
});
