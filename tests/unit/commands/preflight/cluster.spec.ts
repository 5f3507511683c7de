import assert from "node:assert/strict";
import type * as Cluster from "../../../../commands/preflight/cluster";
import { load } from "../../tools/harness";

describe("What the preflight asks a cluster", () => {
  let asked: { input?: string; args: string[] }[];
  const stackCluster = (answer: string) => {
    asked = [];
    const kubectlWith = (input: string | undefined, ...args: string[]) => (asked.push({ input, args }), answer);
    return load<typeof Cluster>("commands/preflight/cluster", {
      "commands/kubectl": { kubectlWith, kubectl: (...args: string[]) => kubectlWith(undefined, ...args) },
    }).stackCluster;
  };

  it("are its version, all that it serves, and objects of all namespaces", () => {
    assert.equal(stackCluster('{"major":"1","gitVersion":"v1.21.14"}').kubernetes(), "v1.21.14");
    const groups = [
      { name: "apps", versions: [{ groupVersion: "apps/v1", version: "v1" }] },
      { name: "maistra.io", versions: [{ groupVersion: "maistra.io/v2" }, { groupVersion: "maistra.io/v1" }] },
    ];
    const apis = stackCluster(JSON.stringify({ groups })).apis();
    assert.deepEqual([...apis], ["apps/v1", "maistra.io/v2", "maistra.io/v1"]);
    assert.deepEqual(stackCluster('{"items":[{"a":1}]}').list("routes.route.openshift.io"), [{ a: 1 }]);
    assert.deepEqual(asked, [{ input: undefined, args: ["get", "routes.route.openshift.io", "-A", "-o", "json"] }]);
    stackCluster('{"items":[]}').list("routes.route.openshift.io", "shop");
    assert.deepEqual(asked[0]!.args.slice(2), ["-n", "shop", "-o", "json"]);
    stackCluster('{"items":[]}').list("routes.route.openshift.io", undefined, "olm.copiedFrom");
    assert.deepEqual(asked[0]!.args.slice(2), ["-A", "-l", "!olm.copiedFrom", "-o", "json"]);
  });

  it("are rights, all in one call", () => {
    const rights = [
      { verb: "create", group: "", resource: "namespaces" },
      { verb: "create", group: "maistra.io", resource: "servicemeshmemberrolls", namespace: "mesh" },
    ];
    assert.deepEqual(stackCluster("true\n\n").allowed(rights.slice(1)), [true]);
    assert.deepEqual(stackCluster("false\ntrue\n").allowed(rights), [false, true]);
    assert.equal(asked.length, 1);
    const { kind, items } = JSON.parse(asked[0]!.input!) as {
      kind: string;
      items: { kind: string; spec: { resourceAttributes: object } }[];
    };
    assert.equal(kind, "List");
    assert.deepEqual(new Set(items.map((item) => item.kind)), new Set(["SelfSubjectAccessReview"]));
    assert.deepEqual(
      items.map(({ spec }) => spec.resourceAttributes),
      rights,
    );
  });
});
