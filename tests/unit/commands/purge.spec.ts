import assert from "node:assert/strict";
import { load } from "../tools/harness";

describe("make purge", () => {
  /** What kubectl prints for commands that begin so. */
  type Printed = Record<string, string>;
  const run = (resources: object[] | undefined, crds: string[], printed: Printed = {}) => {
    let work: () => void = () => undefined;
    const did: string[] = [];
    load("commands/purge", {
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/environment": { stack: "dev", isLocal: () => false },
      "commands/pulumi": { exportState: () => ({ resources }) },
      "commands/istioCrds": { istioCrds: () => crds },
      "commands/kubectl": {
        kubectl: (...args: string[]) => {
          const command = args.join(" ");
          if (command.startsWith("delete")) did.push(command);
          return Object.entries(printed).find(([beginning]) => command.startsWith(beginning))?.[1] ?? "";
        },
      },
    });
    const real = console.log;
    console.log = (line: string) => did.push(line);
    try {
      work();
    } finally {
      console.log = real;
    }
    return did;
  };
  const crds = ["gateways.networking.istio.io", "sidecars.networking.istio.io"];

  it("removes the definitions and the certificates that istiod left in namespaces", () => {
    const maps = "a   istio-ca-root-cert\nb   istio-ca-crl\nc   mine\n";
    assert.deepEqual(run([{ type: "pulumi:pulumi:Stack" }], crds, { "get configmap": maps }), [
      `delete crd ${crds.join(" ")}`,
      "delete configmap -n a istio-ca-root-cert",
      "delete configmap -n b istio-ca-crl",
      "Removed 2 custom resource definitions and 2 certificate maps of Istio.",
    ]);
  });

  it("removes nothing while the stack is installed", () => {
    const installed = [{ custom: true, type: "kubernetes:core/v1:Namespace" }];
    assert.throws(
      () => run(installed, crds),
      /^Error: Stack dev is still installed: run `make down STACK=dev` first\.$/,
    );
  });

  it("is not held up by what is in the state only", () => {
    const left = [{ custom: true, type: "pulumi:providers:kubernetes" }, { type: "istio-mesh:mesh:Istio" }];
    assert.equal(run(left, crds)[0], `delete crd ${crds.join(" ")}`);
  });

  it("removes nothing while there are objects, and names their kinds", () => {
    const used = { "get sidecars": "sidecar/mine\n" };
    assert.throws(() => run(undefined, crds, used), {
      message: "Nothing was removed: there are still objects of sidecars.networking.istio.io, and they would go too.",
    });
  });

  it("leaves the certificates of another istiod", () => {
    const printed = { "get deployment": "deployment/istiod\n", "get configmap": "a istio-ca-root-cert\n" };
    assert.deepEqual(run([], crds, printed), [
      `delete crd ${crds.join(" ")}`,
      "Removed 2 custom resource definitions and 0 certificate maps of Istio.",
    ]);
  });

  it("removes nothing while a release that made definitions is installed, and names it", () => {
    for (const release of ["istio-base", "istio-init"]) {
      const printed = { [`get secret -A -l owner=helm,name=${release}`]: "secret/sh.helm.release.v1\n" };
      assert.throws(() => run([], crds, printed), {
        message: `Nothing was removed: a Helm release ${release} is installed, and these CRDs are its own.`,
      });
    }
  });

  const secrets = { "get secret -A --field-selector type=istio.io/key-and-cert": "a   istio.default\nb istio.carts\n" };

  it("removes what Citadel left in namespaces", () => {
    assert.deepEqual(run([], crds, secrets), [
      `delete crd ${crds.join(" ")}`,
      "delete secret -n a istio.default",
      "delete secret -n b istio.carts",
      "Removed 2 custom resource definitions and 0 certificate maps of Istio, and 2 certificate Secrets of Citadel.",
    ]);
  });

  it("leaves the Secrets of another Citadel", () => {
    const printed = { ...secrets, "get deployment -A -l istio=citadel": "deployment/istio-citadel\n" };
    assert.deepEqual(run([], crds, printed).slice(1), [
      "Removed 2 custom resource definitions and 0 certificate maps of Istio.",
    ]);
  });

  it("leaves everything where none of the definitions are ours", () => {
    assert.deepEqual(run([], [], { "get configmap": "a istio-ca-root-cert\n" }), [
      "Removed 0 custom resource definitions and 0 certificate maps of Istio.",
    ]);
  });
});
