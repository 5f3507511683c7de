import assert from "node:assert/strict";
import type * as ForeignNamespaces from "../../../commands/foreignNamespaces";
import type { StateResource } from "../../../commands/state";
import type { RawSettings } from "../../../config";
import { parseSettings } from "../../../config";
import { load } from "../tools/harness";

describe("A namespace that somebody else made", () => {
  const refuse = (
    existing: string[],
    state?: Partial<StateResource>[],
    owned = true,
    ownBackend = false,
    settings: RawSettings = {
      mesh: { namespace: { owned } },
      namespaces: [{ name: "a" }, { name: "b", owned: false }],
    },
  ) =>
    load<typeof ForeignNamespaces>("commands/foreignNamespaces", {
      "commands/environment": { stack: "dev", hasOwnBackend: () => ownBackend },
      "commands/state": { readState: () => (ownBackend ? undefined : state && { resources: state }) },
      "commands/pulumi": { exportState: () => ({ resources: state ?? [] }) },
      "config/stackFile": {
        settingsOfStackFile: () => parseSettings(settings),
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

  const openshift = (mesh: RawSettings) => ({ platform: "openshift", mesh });
  const existing = ["openshift-operators", "openshift-distributed-tracing", "istio-cni", "istio-ingress"];

  it("is refused to an operator of the stack's own, unless it is somebody else's by the settings", () => {
    const refuseFor = (jaeger: RawSettings) =>
      refuse(existing, [], true, false, openshift({ kind: "maistra", maistra: { operators: { jaeger } } }));
    assert.throws(
      () => refuseFor({ install: true }),
      /^Error: istio-mesh:mesh\.maistra\.operators\.jaeger\.namespace: namespace openshift-distributed-tracing exists already/,
    );
    refuseFor({ install: true, namespace: { owned: false } });
    refuseFor({ install: false });
  });

  it("is refused to the CNI plugin and the gateway of OpenShift Service Mesh 3", () => {
    const refuseFor = (owned: boolean, install: boolean) =>
      refuse(existing, [], true, false, openshift({ kind: "sail", namespace: { owned }, sail: { cni: { install } } }));
    const gateway = /mesh\.sail\.gateway\.namespace: namespace istio-ingress exists already/;
    assert.throws(() => refuseFor(true, true), /mesh\.sail\.cni\.namespace: namespace istio-cni exists already/);
    assert.throws(() => refuseFor(true, true), gateway);
    assert.throws(() => refuseFor(true, false), gateway);
    refuseFor(false, true);
  });
});
