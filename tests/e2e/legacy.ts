import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfig } from "../../cluster/layout";
import { kubectl, make, makeWell, names, objects, onProfile, shop } from "./support";

const STACK = "legacy";

interface Crd {
  metadata: { name: string };
  spec: { group: string };
  status: { conditions: { type: string; status: string }[] };
}
interface Job {
  metadata: { name: string };
  status: { succeeded?: number };
}

const istioCrds = () => objects<Crd>("crd").filter(({ spec }) => spec.group.endsWith("istio.io"));

/** Istio by the charts of the guides' time, on the Kubernetes of that time. */
export function legacy(): void {
  describe("the legacy stack, on the local cluster of profile legacy", () => {
    onProfile("legacy");

    it("installs: init Jobs run, 25 CRDs are established, and only then the main chart (H1)", async () => {
      await makeWell("up", { STACK });
      const jobs = objects<Job>("job", "-n", "istio-system").filter(({ metadata }) => /istio-init/.test(metadata.name));
      assert.ok(jobs.length >= 2);
      assert.deepEqual([...new Set(jobs.map(({ status }) => status.succeeded))], [1]);
      const crds = istioCrds();
      assert.equal(crds.length, 25);
      for (const { metadata, status } of crds) {
        const established = status.conditions.find(({ type }) => type === "Established");
        assert.equal(established?.status, "True", metadata.name);
      }
      const since = (release: string) =>
        Date.parse(
          kubectl(
            "get",
            "secret",
            `sh.helm.release.v1.${release}.v1`,
            "-n",
            "istio-system",
            "-o",
            "jsonpath={.metadata.creationTimestamp}",
          ),
        );
      assert.ok(since("istio-init") < since("istio"));
    });

    it("has the guide's Gateway and rules, accepted by that API server (H3)", () => {
      const inShop = ["-n", shop.namespace];
      assert.equal(names(objects("gateways.networking.istio.io", ...inShop)).length, 1);
      const services = ["carts", "catalogue", "front-end", "orders", "payment", "user"];
      assert.deepEqual(names(objects("destinationrules.networking.istio.io", ...inShop)), services);
      assert.equal(names(objects("virtualservices.networking.istio.io", ...inShop)).length, 6);
      assert.match(kubectl("version", "-o", "json"), /"gitVersion": "v1\.21\.14"/);
    });

    it("is judged by doctor: Pilot is ready", async () => {
      const { output } = await make("doctor", { STACK });
      assert.match(output, /control plane +istio-pilot 1\/1 ready in istio-system/);
    });

    it("is no cluster for the OpenShift stack, which is told so in one error before anything is changed", async () => {
      const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
      const KUBECONFIG = join(folder, "config");
      copyFileSync(kubeconfig, KUBECONFIG); // Of its own name: so it is a cluster that somebody named.
      try {
        const { code, output } = await make("up", { STACK: "openshift", KUBECONFIG });
        assert.notEqual(code, 0);
        for (const api of ["route.openshift.io/v1", "operators.coreos.com/v1alpha1"]) {
          assert.ok(output.includes(`API ${api}: the cluster does not serve it`), output);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it("changes nothing the second time", async () => {
      await makeWell("preview", { STACK, OPTIONS: "--expect-no-changes" });
    });

    it("goes but for its CRDs, and purge removes those (B2)", async () => {
      await makeWell("down", { STACK });
      assert.deepEqual(
        names(objects("namespace")).filter((name) => /istio|sock-shop/.test(name)),
        [],
      );
      assert.equal(istioCrds().length, 25);
      await makeWell("purge", { STACK });
      assert.deepEqual(istioCrds(), []);
    });
  });
}
