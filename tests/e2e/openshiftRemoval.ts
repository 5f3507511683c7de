import assert from "node:assert/strict";
import { addonNames } from "../../config";
import { makeWell, names, objects } from "./support";
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
  const wentWell = inARow;
  inARow = 0;
  await makeWell("down", { STACK });
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
  inARow = wentWell + 1;
}

/** The last of the OpenShift tests: the removals of those before it count. */
export function fiveRemovals(): void {
  it("is removed five times in a row without a stuck namespace, with nothing left of it each time", async () => {
    // Without Sock Shop and addons: operators, control plane, member and roll are what can hold up a removal.
    const addons = Object.fromEntries(addonNames.map((name) => [name, { enabled: false }]));
    const STACK_FILE = stackVariant(STACK, { addons, sockShop: { enabled: false } });
    while (inARow < rounds) {
      await makeWell("up", { STACK, STACK_FILE });
      const rolls = objects<{ metadata: { name: string }; spec: { members: string[] } }>("servicemeshmemberroll", "-A");
      assert.equal(rolls.flatMap(({ spec }) => spec.members).length, 1);
      await removeAll();
    }
  });
}
