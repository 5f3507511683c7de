import assert from "node:assert/strict";
import { make, makeWell, names, objects, shop } from "./support";
import { removeAll } from "./openshiftRemoval";
import { stackVariant } from "./stackVariant";

const STACK = "openshift";

interface Plane {
  metadata: { name: string; uid: string };
  spec: { version: string };
  status: { conditions: { type: string; status: string }[] };
}

interface Changed extends Plane {
  metadata: Plane["metadata"] & { generation: number };
  status: Plane["status"] & { observedGeneration: number };
}

/** The control planes, as the API of maistra.io/v1 or v2 shows them. */
const planes = (version: "v1" | "v2") => objects<Plane>(`servicemeshcontrolplanes.${version}.maistra.io`, "-A");

const isReady = ({ status }: Plane) =>
  status.conditions.some(({ type, status: value }) => type === "Ready" && value === "True");

/** What the pods of a Deployment in the control plane's namespace are told. */
export const traceSampling = (label: string) =>
  [...JSON.stringify(objects("deployment", "-n", "istio-system", "-l", label)).matchAll(SAMPLING)].map(
    ([, value]) => value,
  );
const SAMPLING = /"PILOT_TRACE_SAMPLING","value":"([^"]*)"/g;

/** The guide's own control plane, maistra.io/v1 `basic-install`. */
export function controlPlaneVersions(): void {
  it("installs the guide's v1.1: maistra.io/v1, ready, with exactly its NetworkPolicies (O2, O3)", async () => {
    const STACK_FILE = stackVariant(STACK, { mesh: { maistra: { version: "v1.1" } } });
    await makeWell("up", { STACK, STACK_FILE });
    const there = planes("v1");
    assert.deepEqual(
      there.map(({ metadata, spec }) => [metadata.name, spec.version]),
      [["basic-install", "v1.1"]],
    );
    assert.ok(planes("v2").every(isReady));
    assert.deepEqual(
      names(objects("networkpolicy", "-n", shop.namespace)).filter((name) => name.startsWith("istio-")),
      ["istio-expose-route", "istio-mesh"],
    );
    await makeWell("preview", { STACK, STACK_FILE, OPTIONS: "--expect-no-changes" });
  });

  it("waits for a change of it, too: no traces, which its charts do not take for an answer", async () => {
    const STACK_FILE = stackVariant(STACK, { mesh: { traceSampling: 0, maistra: { version: "v1.1" } } });
    await makeWell("up", { STACK, STACK_FILE });
    const [plane] = objects<Changed>("servicemeshcontrolplanes.v2.maistra.io", "-A");
    assert.ok(plane?.status.conditions.every(({ status }) => status === "True"));
    assert.equal(plane?.status.observedGeneration, plane?.metadata.generation);
    assert.deepEqual(traceSampling("app=pilot"), ["0"]);
  });

  it("refuses v2.0 in its place, which the operator does not do, before anything is changed", async () => {
    const uid = planes("v2")[0]?.metadata.uid;
    const { code, output } = await make("up", { STACK });
    assert.notEqual(code, 0);
    assert.match(output, /cannot upgrade control plane from version v1\.1 to v2\.0/);
    assert.equal(planes("v2")[0]?.metadata.uid, uid);
    await removeAll();
  });
}
