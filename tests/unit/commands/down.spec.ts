import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import type { OperatorVersion } from "../../../commands/operatorVersions";
import type { Recovery } from "../../../commands/recover";
import { file, load, sandbox } from "../tools/harness";

describe("make down", () => {
  const { path } = sandbox();
  let did: string[];
  const run = async (
    recovery: Partial<Recovery> = {},
    codes: Record<string, number> = {},
    crds: string[] = [],
    local = true,
    operators: OperatorVersion[] = [],
  ) => {
    let work: () => Promise<number> = () => Promise.resolve(-1);
    const step = (name: string) => Promise.resolve(codes[name] ?? 0).finally(() => did.push(name));
    load("commands/down", {
      "cluster/layout": { kubeconfig: path("kubeconfig") },
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/environment": { isLocal: () => local },
      "commands/prepare": {
        prepare: (_: object, options: object) => (assert.deepEqual(options, { removes: true }), step("prepare")),
        say: () => undefined,
      },
      "commands/operatorVersions": {
        rememberOperatorVersions: () => (operators.length > 0 && did.push("remember operators"), operators),
        removeOperatorVersions: (versions: OperatorVersion[]) => (
          assert.equal(versions, operators),
          versions.length > 0 && did.push("remove operators"),
          {
            removed: versions.slice(0, 1),
            kept: versions.slice(1).map((one) => ({ ...one, why: "it still looks after Kiali b/kiali" })),
          }
        ),
      },
      "commands/recover": { recover: () => Promise.resolve({ environment: {}, takesOver: false, ...recovery }) },
      "commands/install": { install: () => step("install") },
      "commands/pulumi": {
        pulumi: ([verb = "", ...options]: string[], extra: object) => (
          assert.ok(options.includes("--yes")),
          step(`${verb} ${JSON.stringify(extra)}`)
        ),
      },
      "commands/istioCrds": { istioCrds: () => crds },
    });
    const [lines, real] = [[] as string[], console.log];
    console.log = (line: string) => lines.push(line);
    try {
      return { code: await work(), said: lines.join("\n") };
    } finally {
      console.log = real;
    }
  };
  beforeEach(() => {
    did = [];
    file(path("kubeconfig"));
  });

  it("destroys what the stack made, and says what stays", async () => {
    const { code, said } = await run({}, {}, ["a.istio.io", "b.istio.io"]);
    assert.equal(code, 0);
    assert.deepEqual(did, ["prepare", "destroy {}"]);
    assert.match(said, /^\nWhat stays: 2 custom resource definitions of Istio, .*`make purge` removes them\.$/s);
  });

  const operators = [
    { namespace: "openshift-operators", name: "mesh.v2.6.11", crds: ["a.maistra.io", "b.maistra.io"] },
    { namespace: "openshift-operators", name: "kiali.v1", crds: ["kialis.kiali.io"] },
  ];

  it("removes the operators that OLM leaves behind, after all that they look after, and says which stay and what stays of them", async () => {
    const { code, said } = await run({}, {}, ["a.istio.io"], true, operators);
    assert.equal(code, 0);
    assert.deepEqual(did, ["prepare", "remember operators", "destroy {}", "remove operators"]);
    assert.equal(
      said,
      [
        "Removed the operator mesh.v2.6.11 from namespace openshift-operators: OLM leaves it there without a Subscription.",
        "Kept the operator kiali.v1 in namespace openshift-operators: it still looks after Kiali b/kiali.",
        "Nothing updates it without a Subscription, and OLM takes no new one as long as it is there: a stack uses it with `install: false`.",
        "When nothing needs it any more: kubectl delete clusterserviceversions.operators.coreos.com -n openshift-operators kiali.v1",
        "\nWhat stays: 1 custom resource definitions of Istio, because removing one removes every object of its kind,",
        "other people's too. `make purge` removes them.",
        "2 custom resource definitions of the operators, because removing one removes every object of its kind,",
        "other people's too. By hand: kubectl delete crd a.maistra.io b.maistra.io",
      ].join("\n"),
    );
  });

  it("leaves the operators where not all is gone that they look after", async () => {
    assert.equal((await run({}, { "destroy {}": 5 }, [], true, operators)).code, 5);
    assert.deepEqual(did, ["prepare", "remember operators", "destroy {}"]);
  });

  it("says nothing of what stays where nothing does", async () => {
    assert.equal((await run()).said, "");
  });

  it("first finishes what a killed run had begun to create, or it would stay behind unknown", async () => {
    await run({ takesOver: true, environment: { UPSERT: "true" } });
    assert.deepEqual(did, ["prepare", "install", 'destroy {"UPSERT":"true"}']);
  });

  it("stops where that fails, and where destroying fails", async () => {
    assert.equal((await run({ takesOver: true }, { install: 4 })).code, 4);
    assert.deepEqual(did, ["prepare", "install"]);
    assert.deepEqual(await run({}, { "destroy {}": 5 }, ["a.istio.io"]), { code: 5, said: "" });
  });

  it("starts no local cluster only to find nothing there", async () => {
    rmSync(path("kubeconfig"));
    const { code, said } = await run();
    assert.deepEqual([code, said, did], [0, "No local cluster here, so nothing is installed.", []]);
  });

  it("looks at a cluster of the person's own in any case", async () => {
    rmSync(path("kubeconfig"));
    await run({}, {}, [], false);
    assert.deepEqual(did, ["prepare", "destroy {}"]);
  });
});
