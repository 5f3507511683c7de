import assert from "node:assert/strict";
import { addonNames } from "../../config";
import { maistra, refusal, smallest } from "./maistraObjects";
import { kubectl, makeWell, names, objects } from "./support";
import { stackVariant } from "./stackVariant";

const STACK = "openshift";

/** How many removals must go well, one after the other. */
const rounds = 5;

/** Of the whole cluster, or beside every mesh: what an operator makes for a mesh and may leave behind (fault 14). */
const shared = [
  "validatingwebhookconfiguration",
  "mutatingwebhookconfiguration",
  "clusterrole",
  "clusterrolebinding",
  "daemonset",
] as const;
const sharedObjects = () => shared.flatMap((kind) => names(objects(kind, "-A")).map((name) => `${kind}/${name}`));

/** What the operator has for itself and leaves when it goes, as Red Hat documents: docs/openshift.md says how to remove it. */
const operatorsOwn = [
  "validatingwebhookconfiguration/openshift-operators.servicemesh-resources.maistra.io",
  "mutatingwebhookconfiguration/openshift-operators.servicemesh-resources.maistra.io",
  ...["istio-admin", "istio-cni", "istio-edit", "istio-operator", "istio-view", "maistra-admin"].map(
    (name) => `clusterrole/${name}`,
  ),
  ...["istio-cni", "istio-operator-account-istio-operator-cluster-role-binding", "maistra-admin"].map(
    (name) => `clusterrolebinding/${name}`,
  ),
  "daemonset/istio-node",
];

interface Namespace {
  metadata: { name: string };
  status: { phase: string };
}

/** All namespaces with their phases: one that hangs in Terminating is another entry than it was. */
const namespaces = () =>
  objects<Namespace>("namespace").map(({ metadata, status }) => `${metadata.name} is ${status.phase}`);

let before: { namespaces: string[]; shared: string[] } = { namespaces: [], shared: [] };

/** Before the first `make up`: keeps in mind what is there without a mesh. */
export function lookAround(): void {
  before = { namespaces: namespaces(), shared: sharedObjects() };
}

/** Removals that went well since the last one that did not. */
let inARow = 0;

/**
 * `make down`, and what it must not leave behind: namespaces, of the operators too, versions of operators, Subscriptions, and what
 * the mesh had of the whole cluster.
 */
export async function removeAll(): Promise<void> {
  await counted(async () => void (await makeWell("down", { STACK })));
}

async function counted(removal: () => Promise<void>): Promise<void> {
  const wentWell = inARow;
  inARow = 0;
  await removal();
  assertNothingLeft();
  inARow = wentWell + 1;
}

function assertNothingLeft(): void {
  assert.deepEqual(
    namespaces().filter((one) => !before.namespaces.includes(one)),
    [],
  );
  assert.deepEqual(names(objects("csv", "-A")), []);
  assert.deepEqual(names(objects("subscription.operators.coreos.com", "-A")), []);
  assert.deepEqual(
    sharedObjects().filter((name) => !before.shared.includes(name)),
    operatorsOwn,
  );
}

/** The last of the OpenShift tests: the removals of those before it count. */
export function fiveRemovals(): void {
  // Without Sock Shop and addons: operators, control plane, member and roll are what can hold up a removal.
  const addons = Object.fromEntries(addonNames.map((name) => [name, { enabled: false }]));
  const up = () => makeWell("up", { STACK, STACK_FILE: stackVariant(STACK, { addons, sockShop: { enabled: false } }) });

  it("keeps its operator for a mesh that somebody else has, and says how that goes", async () => {
    await counted(async () => {
      await up();
      const theirs = ["servicemeshcontrolplane", "theirs", "-n", "their-mesh"];
      kubectl("create", "namespace", "their-mesh");
      assert.equal(refusal(maistra("v2", "ServiceMeshControlPlane", "theirs", "their-mesh", smallest)), "");
      kubectl("wait", "--for=condition=Ready", "--timeout=180s", ...theirs);

      const { output } = await makeWell("down", { STACK });
      const [csv, ...others] = names(objects("csv", "-A"));
      assert.match(csv ?? "", /^servicemeshoperator\./);
      assert.deepEqual(others, []);
      assert.match(output, new RegExp(`Kept the operator ${csv} .*ServiceMeshControlPlane their-mesh/theirs`));
      // It still does its work.
      kubectl("delete", ...theirs, "--timeout=120s");
      kubectl("delete", "namespace", "their-mesh", "--timeout=120s");
      const [, remedy] = /When nothing needs it any more: kubectl (.+)/.exec(output) ?? [];
      assert.ok(remedy, output);
      kubectl(...remedy.split(" "));
    });
  });

  it("is removed five times in a row without a stuck namespace, with nothing left of it each time", async () => {
    while (inARow < rounds) {
      await up();
      const rolls = objects<{ metadata: { name: string }; spec: { members: string[] } }>("servicemeshmemberroll", "-A");
      assert.equal(rolls.flatMap(({ spec }) => spec.members).length, 1);
      await removeAll();
    }
  });
}
