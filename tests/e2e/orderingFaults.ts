import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kill, running } from "../../cluster/daemon";
import { daemons } from "../../cluster/openshift/names";
import { until } from "../../cluster/until";
import { maistra, refusal, smallest } from "./maistraObjects";
import { assertOrder, kubectl, make, makeWell, names, namespaceIds, objects, shop } from "./support";
import { lookAround, removeAll } from "./openshiftRemoval";
import { stackVariant } from "./stackVariant";

const STACK = "openshift";
const controlPlane = "istio-system";
const operators = "openshift-operators";
const plane = ["servicemeshcontrolplane", "basic-install", "-n", controlPlane];

interface Plan {
  metadata: { name: string; namespace: string };
  spec: { approved: boolean };
}

/** Before the first `make up`: what a person meets who applies the guide's files in the wrong order. */
export function beforeOperators(): void {
  before("look around", lookAround);

  it("refuses an account without rights in one error, before anything is changed", async () => {
    const KUBECONFIG = powerless();
    const before = namespaceIds();
    const { code, output } = await make("up", { STACK, KUBECONFIG });
    assert.notEqual(code, 0);
    assert.match(output, /Stack openshift cannot be installed on its cluster, and nothing was changed:/);
    for (const right of ["create clusterroles.rbac.authorization.k8s.io", "create namespaces"]) {
      assert.ok(output.includes(`Right to ${right}: this kubeconfig's account lacks it`), output);
    }
    assert.deepEqual(namespaceIds(), before);
  });

  it("fault 12 is there: without its operator nobody knows a control plane", () => {
    const metadata = { name: "basic-install", namespace: "default" };
    const said = refusal({ apiVersion: "maistra.io/v2", kind: "ServiceMeshControlPlane", metadata, spec: {} });
    // The second, where kubectl remembers kinds of an earlier cluster.
    assert.match(said, /no matches for kind "ServiceMeshControlPlane"|could not find the requested resource/);
  });
}

/**
 * The faults of order that OLM and Maistra's operator are known for, each brought about and survived; they begin with the stack
 * installed. From maistra/istio#122 are a control plane that outlives its operator, a member roll before its control plane,
 * and webhooks that stay; from rhobs/observability-operator#97 a version that waits for its plan's approval. Sail's order of
 * removal (Istio, then IstioCNI, then the operator) is not among them: its operator cannot be built here.
 */
export function orderingFaults(): void {
  it("survives an operator that is killed, and a namespace that is deleted under it (fault 6)", async () => {
    const before = running(daemons.operator)?.pid ?? 0;
    kill(before, "SIGKILL");
    kubectl("delete", "namespace", shop.namespace, "--wait=false");
    await until("the operator to run again", 60, () => ![undefined, before].includes(running(daemons.operator)?.pid));
    await until("the namespace to go", 120, () => !names(objects("namespace")).includes(shop.namespace));
    await removeAll();
  });

  it("waits for a person where InstallPlans need approval: no control plane before (fault 12)", async () => {
    const approval = "Manual";
    const packages = ["elasticsearch", "jaeger", "kiali", "serviceMesh"];
    const changed = Object.fromEntries(packages.map((name) => [name, { approval }]));
    const STACK_FILE = stackVariant(STACK, { mesh: { maistra: { operators: changed } } });
    let ended = false;
    const up = makeWell("up", { STACK, STACK_FILE }).finally(() => (ended = true));
    await until("the plans to wait for approval", 90, () => ended || pendingPlans().length > 0);
    assert.deepEqual(names(objects("csv", "-A")), [], "a version that nobody approved");
    assert.deepEqual(names(objects("servicemeshcontrolplane", "-A")), []);
    await until("make up to end", 300, () => {
      for (const { metadata } of ended ? [] : pendingPlans()) approve(metadata);
      return ended;
    });
    await up;
  });

  it("removes the old direct Route of a host only where the stack says so (O5)", async () => {
    const host = "sockshop.apps.example.com";
    const to = { kind: "Service", name: "front-end" };
    const metadata = { name: "front-end", namespace: shop.namespace };
    const route = { apiVersion: "route.openshift.io/v1", kind: "Route", metadata, spec: { host, to } };
    assert.equal(refusal(route), "");
    const refused = await make("up", { STACK });
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /Route sock-shop-with-mesh\/front-end: it holds the host .* and leads to front-end/);
    assert.match(refused.output, /set istio-mesh:routes.replaceDirect: true/);

    const STACK_FILE = stackVariant(STACK, { routes: { replaceDirect: true } });
    await makeWell("up", { STACK, STACK_FILE });
    assert.deepEqual(names(objects("routes.route.openshift.io", "-n", shop.namespace)), []);
  });

  it("keeps a member roll without members that comes before its control plane, until that is installed (fault 13)", async () => {
    const [mesh, member] = ["early-mesh", "early-member"];
    const inMesh = ["-n", mesh];
    const roll = ["servicemeshmemberroll", "default", ...inMesh];
    const seen = () => get<Status>(...roll).status;
    for (const namespace of [mesh, member]) kubectl("create", "namespace", namespace);
    const spec = { members: [member] };
    assert.equal(refusal(maistra("v1", "ServiceMeshMemberRoll", "default", mesh, spec)), "");
    // Operators before 2.0 left it without any status.
    await until("the operator to look at the roll", 60, () => condition(seen(), "Ready")?.reason === "ErrSMCPMissing");
    assert.deepEqual(seen()?.configuredMembers ?? [], []);
    assert.throws(() => kubectl("wait", "--for=condition=Ready", "--timeout=3s", ...roll), /timed out/);

    assert.equal(refusal(maistra("v2", "ServiceMeshControlPlane", "basic-install", mesh, smallest)), "");
    await until("the member to be configured", 180, () => condition(seen(), "Ready")?.status === "True");
    assert.deepEqual(seen()?.configuredMembers, [member]);
    const early = ["servicemeshcontrolplane", "basic-install", ...inMesh];
    assertOrder(
      ["the control plane is installed", condition(get<Status>(...early).status, "Installed")?.lastTransitionTime],
      ["its roll is ready", condition(seen(), "Ready")?.lastTransitionTime],
    );
    for (const object of [roll, early]) kubectl("delete", ...object, "--timeout=120s");
    kubectl("delete", "namespace", mesh, member, "--timeout=120s");
  });

  it("refuses a removal without the operator, which would never end, and says how it ends (faults 6, 13)", async () => {
    const version = kubectl("get", "csv", "-n", operators, "-o", "name").match(/servicemeshoperator\S+/)?.[0] ?? "";
    kubectl("delete", "csv", "-n", operators, version);
    await until("the operator to end", 60, () => running(daemons.operator) === undefined);
    kubectl("delete", ...plane, "--wait=false");
    // The fault itself: its finalizer waits for an operator that is gone.
    assert.throws(() => kubectl("wait", "--for=delete", "--timeout=3s", ...plane), /timed out/);

    const refused = await make("down", { STACK });
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /cannot be removed from its cluster, and nothing was changed/);
    const [, remedy] = /(kubectl delete subscriptions\S+ -n \S+ [^;]+);/.exec(refused.output) ?? [];
    assert.ok(remedy, refused.output);
    assert.ok(names(objects("deployment", "-n", shop.namespace)).length > 0, "it had begun all the same");

    kubectl(...remedy.split(" ").slice(1));
    await makeWell("up", { STACK, OPTIONS: "--refresh" });
    await removeAll();
  });
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  lastTransitionTime: string;
}

interface Status {
  status?: { conditions?: Condition[] | null; configuredMembers?: string[] | null };
}

const condition = (status: Status["status"], type: string) => status?.conditions?.find((one) => one.type === type);

const get = <T>(...object: string[]) => JSON.parse(kubectl("get", ...object, "-o", "json")) as T;

const pendingPlans = () => objects<Plan>("installplan", "-A").filter(({ spec }) => !spec.approved);

const approve = ({ name, namespace }: Plan["metadata"]) =>
  kubectl("patch", "installplan", "-n", namespace, name, "--type=merge", "-p", '{"spec":{"approved":true}}');

/** A kubeconfig for this cluster whose account may do nothing. */
function powerless(): string {
  const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  kubectl("create", "serviceaccount", "powerless", "-n", "default");
  const token = kubectl("create", "token", "powerless", "-n", "default").trim();
  const config = JSON.parse(kubectl("config", "view", "--raw", "--minify", "-o", "json")) as { users: object[] };
  config.users = config.users.map((user) => ({ ...user, user: { token } }));
  const file = join(folder, "config");
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
