import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type * as OperatorVersions from "../../../commands/operatorVersions";
import { subscriptionType } from "../../../commands/preflight/foreignOperators";
import type { State } from "../../../commands/state";
import { file, load, sandbox } from "../tools/harness";
import { made } from "./preflight/support";

const home = "openshift-operators";
const csv = (...crds: string[]) =>
  JSON.stringify({ spec: { customresourcedefinitions: { owned: crds.map((name) => ({ name })) } } });

describe("Operators that OLM leaves behind", () => {
  const { path } = sandbox();
  let deleted: string[];
  beforeEach(() => (deleted = []));

  /** Subscriptions by what they have installed, versions with what they brought, and what of that is still there. */
  const of = (
    { resources = [], ownBackend = false }: { resources?: State["resources"]; ownBackend?: boolean },
    answers: Record<string, string> = {},
  ) =>
    load<typeof OperatorVersions>("commands/operatorVersions", {
      "commands/environment": {
        stack: "openshift",
        isLocal: () => false,
        hasOwnBackend: () => ownBackend,
        stateFolder: () => path("state"),
      },
      "commands/pulumi": { exportState: () => ({ resources }) },
      "commands/state": { readState: () => (ownBackend ? undefined : { resources }) },
      "commands/kubectl": {
        kubectl: (verb: string, kind: string, ...rest: string[]) => {
          if (verb === "delete") return deleted.push([kind, ...rest].join(" "));
          const [, namespace = "", name = ""] = rest[0] === "-n" ? rest : [];
          const asked =
            kind === "crd" ? rest.slice(0, -3).join(" ") : rest[0] === "-A" ? "all" : `${namespace}/${name}`;
          const answer = answers[`${kind.split(".")[0]} ${asked}`];
          assert.notEqual(answer, undefined, `${kind} ${rest.join(" ")}`);
          if (answer === "Forbidden") throw new Error(`kubectl get ${kind}: Forbidden`);
          return answer;
        },
      },
    });

  const resources = [made(subscriptionType, home, "mesh"), made("kubernetes:core/v1:ConfigMap", home, "other")];
  const answers = {
    [`subscriptions ${home}/mesh`]: "mesh.v2.6.10 mesh.v2.6.11",
    [`clusterserviceversions ${home}/mesh.v2.6.10`]: csv("smcp.maistra.io"),
    // An upgrade that waits for approval.
    [`clusterserviceversions ${home}/mesh.v2.6.11`]: "",
    "subscriptions all": `other/mesh.v2.6.10\n${home}/kiali.v1\n`,
    "crd smcp.maistra.io": "customresourcedefinition.apiextensions.k8s.io/smcp.maistra.io\n",
    "smcp all": '{"items":[]}',
  };
  const version = { namespace: home, name: "mesh.v2.6.10", crds: ["smcp.maistra.io"] };
  const none = { removed: [], kept: [] };

  for (const ownBackend of [false, true]) {
    it(`are those of the stack's own Subscriptions${ownBackend ? ", in a backend of the person's own, too" : ""}`, () => {
      const { rememberOperatorVersions, removeOperatorVersions } = of({ resources, ownBackend }, answers);
      assert.deepEqual(rememberOperatorVersions(), [version]);
      assert.deepEqual(removeOperatorVersions([version]), { removed: [version], kept: [] });
      assert.deepEqual(deleted, [
        `clusterserviceversions.operators.coreos.com -n ${home} mesh.v2.6.10 --ignore-not-found`,
      ]);
    });
  }

  it("are asked for once only where both names are one, and have each kind once, whatever its versions", () => {
    const same = {
      ...answers,
      [`subscriptions ${home}/mesh`]: "mesh.v2.6.10 mesh.v2.6.10",
      [`clusterserviceversions ${home}/mesh.v2.6.10`]: csv("smcp.maistra.io", "smcp.maistra.io"),
    };
    assert.deepEqual(of({ resources }, same).rememberOperatorVersions(), [version]);
  });

  it("stay where a Subscription of somebody else has them", () => {
    const shared = { ...answers, "subscriptions all": `${home}/mesh.v2.6.10` };
    assert.deepEqual(of({ resources }, shared).removeOperatorVersions([version]), none);
    assert.deepEqual(deleted, []);
  });

  it("stay where another mesh is left that they look after, and are told with it", () => {
    const others = [
      { kind: "ServiceMeshControlPlane", metadata: { namespace: "user2-istio-system", name: "basic-install" } },
      { kind: "IstioCNI", metadata: { name: "default" } },
    ];
    const used = { ...answers, "smcp all": JSON.stringify({ items: others }) };
    const why = "it still looks after ServiceMeshControlPlane user2-istio-system/basic-install, IstioCNI default";
    assert.deepEqual(of({}, used).removeOperatorVersions([version]), { removed: [], kept: [{ ...version, why }] });
    assert.deepEqual(deleted, []);
    const many = { ...answers, "smcp all": JSON.stringify({ items: Array(7).fill(others[1]) }) };
    assert.match(
      of({}, many).removeOperatorVersions([version]).kept[0]?.why ?? "",
      /(IstioCNI default, ){4}IstioCNI default and 2 more$/,
    );
  });

  it("are gone with a namespace of the stack's own, whatever is left that they looked after", () => {
    const [mine, items] = [`clusterserviceversions ${home}/mesh.v2.6.10`, [{ kind: "Kiali", metadata: { name: "a" } }]];
    const gone = { ...answers, [mine]: "", "smcp all": JSON.stringify({ items }) };
    assert.deepEqual(of({}, gone).removeOperatorVersions([version]), { removed: [version], kept: [] });
  });

  it("stay where nobody can say what they look after", () => {
    const unknown = { ...answers, "smcp all": "Forbidden" };
    const { kept } = of({}, unknown).removeOperatorVersions([version]);
    assert.match(kept[0]?.why ?? "", /^what it looks after is not known \(kubectl get smcp.*: Forbidden\)$/);
    assert.deepEqual(deleted, []);
  });

  it("go whatever is left of Istio's own kinds, which they only bring, and of kinds that are gone themselves", () => {
    const bringing = { ...version, crds: ["gateways.networking.istio.io", "istios.sailoperator.io"] };
    const gone = { ...answers, "crd istios.sailoperator.io": "" };
    assert.deepEqual(of({}, gone).removeOperatorVersions([bringing]).removed, [bringing]);
    const only = { ...version, crds: ["gateways.networking.istio.io"] };
    assert.deepEqual(of({}, answers).removeOperatorVersions([only]).removed, [only]);
  });

  it("are none before OLM has installed anything, and in a stack without Subscriptions nothing is asked", () => {
    const empty = { [`subscriptions ${home}/mesh`]: " " };
    assert.deepEqual(of({ resources }, empty).rememberOperatorVersions(), []);
    const { rememberOperatorVersions, removeOperatorVersions } = of({});
    assert.deepEqual(removeOperatorVersions(rememberOperatorVersions()), none);
    assert.equal(existsSync(path("state")), false);
  });

  it("are remembered by a run after one that was killed when the Subscriptions were gone", () => {
    of({ resources }, answers).rememberOperatorVersions();
    assert.deepEqual(of({}).rememberOperatorVersions(), [version]);
    assert.deepEqual(of({ resources }, answers).rememberOperatorVersions(), [version]);
    of({}, answers).removeOperatorVersions([version]);
    assert.deepEqual(of({}).rememberOperatorVersions(), []);
  });

  it("are kept beside the state with what was left before", () => {
    const left = { namespace: home, name: "kiali.v1", crds: [] };
    const memory = file(path("state", "openshift.operators.json"), JSON.stringify([left]));
    of({ resources }, answers).rememberOperatorVersions();
    assert.deepEqual(JSON.parse(readFileSync(memory, "utf8")), [left, version]);
  });
});
