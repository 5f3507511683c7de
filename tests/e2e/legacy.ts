import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfig } from "../../cluster/layout";
import {
  assertOrder,
  assertRemoved,
  kubectl,
  make,
  makeWell,
  names,
  namespaceIds,
  objects,
  onProfile,
  said,
  shop,
} from "./support";

const STACK = "legacy";

interface Crd {
  metadata: { name: string };
  spec: { group: string };
  status: { conditions: { type: string; status: string; lastTransitionTime: string }[] };
}
interface Job {
  metadata: { name: string; creationTimestamp: string };
  status: { succeeded?: number; completionTime?: string };
}

const inControlPlane = ["-n", "istio-system"];

const istioCrds = () => objects<Crd>("crd").filter(({ spec }) => spec.group.endsWith("istio.io"));

const established = ({ status }: Crd) => status.conditions.find(({ type }) => type === "Established");

const jobs = (name: RegExp) =>
  objects<Job>("job", ...inControlPlane).filter(({ metadata }) => name.test(metadata.name));

/** What Citadel made for each account of every namespace. */
const certificates = () => names(objects("secret", "-A", "--field-selector", "type=istio.io/key-and-cert"));

/** Istio by the charts of the guides' time, on the Kubernetes of that time. */
export function legacy(): void {
  describe("the legacy stack, on the local cluster of profile legacy", () => {
    onProfile("legacy");

    it("installs: init Jobs run and 25 CRDs are established (H1)", async () => {
      await makeWell("up", { STACK });
      const init = jobs(/^istio-init/);
      assert.ok(init.length >= 2);
      assert.deepEqual([...new Set(init.map(({ status }) => status.succeeded))], [1]);
      assert.equal(istioCrds().length, 25);
      for (const crd of istioCrds()) assert.equal(established(crd)?.status, "True", crd.metadata.name);
    });

    it("began the main chart only when a Job had seen every CRD established, after the init Jobs (H1)", () => {
      // Helm writes the record of a release before it makes the first object.
      const record = objects<{ metadata: { name: string; creationTimestamp: string } }>(
        "secret",
        ...inControlPlane,
      ).find(({ metadata }) => metadata.name === "sh.helm.release.v1.istio.v1");
      const main = ["the main chart is begun", record?.metadata.creationTimestamp] as const;
      const [wait, ...others] = jobs(/^istio-crds-/);
      assert.deepEqual([wait?.status.succeeded, others], [1, []]);
      const waited = [`Job ${wait?.metadata.name} has ended`, wait?.status.completionTime] as const;
      for (const { metadata, status } of jobs(/^istio-init/)) {
        const begun = [`Job ${wait?.metadata.name} is made`, wait?.metadata.creationTimestamp] as const;
        assertOrder([`Job ${metadata.name} has ended`, status.completionTime], begun, waited, main);
      }
      for (const crd of istioCrds()) {
        assertOrder([`${crd.metadata.name} is established`, established(crd)?.lastTransitionTime], waited, main);
      }
    });

    it("has the guide's Gateway and rules, accepted by that API server (H3)", () => {
      const inShop = ["-n", shop.namespace];
      assert.equal(names(objects("gateways.networking.istio.io", ...inShop)).length, 1);
      const services = ["carts", "catalogue", "front-end", "orders", "payment", "user"];
      assert.deepEqual(names(objects("destinationrules.networking.istio.io", ...inShop)), services);
      assert.equal(names(objects("virtualservices.networking.istio.io", ...inShop)).length, 6);
      assert.match(kubectl("version", "-o", "json"), /"gitVersion": "v1\.21\.14"/);
    });

    it("is judged by doctor: Pilot is ready, and the gateway cannot be asked", async () => {
      const { code, output } = await make("doctor", { STACK });
      assert.equal(said(output, "control plane"), "✓ istio-pilot 1/1 ready in istio-system");
      assert.equal(said(output, "members"), "- this kind of mesh keeps no list of them");
      // Its pod is kwok's and does not really run, and doctor does not pass over it.
      assert.equal(said(output, "virtual hosts"), "✗ not checked");
      assert.notEqual(code, 0);
    });

    it("is no cluster for the OpenShift stack, which is told so in one error before anything is changed", async () => {
      const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
      const KUBECONFIG = join(folder, "config");
      copyFileSync(kubeconfig, KUBECONFIG); // Of its own name: so it is a cluster that somebody named.
      const before = namespaceIds();
      try {
        const { code, output } = await make("up", { STACK: "openshift", KUBECONFIG });
        assert.notEqual(code, 0);
        for (const api of ["route.openshift.io/v1", "operators.coreos.com/v1alpha1"]) {
          assert.ok(output.includes(`API ${api}: the cluster does not serve it`), output);
        }
        assert.deepEqual(namespaceIds(), before);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it("changes nothing the second time", async () => {
      await makeWell("preview", { STACK, OPTIONS: "--expect-no-changes" });
    });

    it("goes but for its CRDs and Citadel's Secrets, and purge removes those (B2)", async () => {
      await makeWell("down", { STACK });
      assertRemoved();
      assert.equal(istioCrds().length, 25);
      assert.notDeepEqual(certificates(), []);
      await makeWell("purge", { STACK });
      assert.deepEqual(istioCrds(), []);
      assert.deepEqual(certificates(), []);
    });
  });
}
