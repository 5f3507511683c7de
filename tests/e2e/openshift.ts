import assert from "node:assert/strict";
import { controlPlaneVersions } from "./controlPlaneVersions";
import { fiveRemovals } from "./openshiftRemoval";
import { beforeOperators, orderingFaults } from "./orderingFaults";
import { stackVariant } from "./stackVariant";
import { assertOrder, kubectl, make, makeWell, names, objects, onProfile, said, shop } from "./support";

interface Deployment {
  metadata: { name: string };
  spec: { template: { metadata: { labels: Record<string, string>; annotations: Record<string, string> } } };
}
interface Csv {
  metadata: { name: string };
  /** The time is that of the phase. */
  status: { phase: string; lastTransitionTime: string };
}
interface Pod {
  metadata: { name: string };
  spec: { containers: { name: string }[] };
  status: { phase: string };
}

const STACK = "openshift";
const controlPlane = "istio-system";
const inShop = ["-n", shop.namespace];
const plane = ["servicemeshcontrolplane", "basic-install", "-n", controlPlane];
const roll = ["servicemeshmemberroll", "default", "-n", controlPlane];

/** What `kubectl get` says at a path of an object. */
const at = (path: string, ...object: string[]) => kubectl("get", ...object, "-o", `jsonpath={${path}}`);

/** The guide's OpenShift stack, on the profile where the real Maistra operator works on it. */
export function openshift(): void {
  describe("the OpenShift stack, on the local cluster of profile openshift", () => {
    onProfile("openshift");
    beforeOperators();

    it("installs: operators, control plane and member roll Ready by the real operator (O1, O2, O3)", async () => {
      await makeWell("up", { STACK });
      const phases = objects<Csv>("csv", "-A").map(({ status }) => status.phase);
      assert.deepEqual(phases, ["Succeeded", "Succeeded", "Succeeded", "Succeeded"]);
      assert.equal(at('.status.conditions[?(@.type=="Ready")].status', ...plane), "True");
      assert.equal(at(".status.configuredMembers[*]", ...roll), shop.namespace);
    });

    it("made each when what it needs was there: every operator, then the control plane, then the roll (O1, O2, O3)", () => {
      const made = ".metadata.creationTimestamp";
      const installed = '.status.conditions[?(@.type=="Installed")].lastTransitionTime';
      for (const { metadata, status } of objects<Csv>("csv", "-A")) {
        assertOrder(
          [`${metadata.name} has ${status.phase}`, status.lastTransitionTime],
          ["the control plane is made", at(made, ...plane)],
          ["it is installed", at(installed, ...plane)],
          ["the roll is made", at(made, ...roll)],
        );
      }
    });

    it("has the operator's NetworkPolicies in the member (O3)", () => {
      const policies = names(objects("networkpolicy", ...inShop)).join(" ");
      assert.match(policies, /istio-expose-route/);
      assert.match(policies, /istio-mesh/);
    });

    it("annotates and labels every deployment of Sock Shop, and its pods get the sidecar (O4, K3)", () => {
      const deployments = objects<Deployment>("deployment", ...inShop);
      assert.equal(deployments.length, 14);
      for (const { metadata, spec } of deployments) {
        const { labels, annotations } = spec.template.metadata;
        assert.equal(annotations["sidecar.istio.io/inject"], "true", metadata.name);
        assert.deepEqual([labels.name, labels.version], [metadata.name, "v1"]);
      }
      for (const { metadata, spec, status } of objects<Pod>("pod", ...inShop)) {
        assert.equal(status.phase, "Running", metadata.name);
        assert.ok(
          spec.containers.some(({ name }) => name === "istio-proxy"),
          metadata.name,
        );
      }
    });

    it("leads a host by Route, ingress gateway and rules to front-end, as the guide has it (O5, K6)", () => {
      const host = "sockshop.apps.example.com";
      const [route] = objects<{ metadata: { name: string }; spec: object }>(
        "routes.route.openshift.io",
        "-n",
        controlPlane,
      ).filter(({ spec }) => (spec as { host: string }).host === host);
      assert.deepEqual(route?.spec, {
        host,
        port: { targetPort: 8080 },
        to: { kind: "Service", name: "istio-ingressgateway", weight: 100 },
        wildcardPolicy: "None",
      });
      assert.equal(at(".items[*].spec.servers[*].hosts[*]", "gateways.networking.istio.io", ...inShop), host);
      const [outside] = objects<{ metadata: { name: string }; spec: { hosts: string[]; http: object[] } }>(
        "virtualservices.networking.istio.io",
        ...inShop,
      ).filter(({ spec: { hosts } }) => hosts.includes(host));
      assert.match(
        JSON.stringify(outside?.spec.http),
        new RegExp(`"host":"front-end\\.${shop.namespace}\\.svc\\.cluster\\.local","port":{"number":80}`),
      );
    });

    it("changes nothing the second time", async () => {
      await makeWell("preview", { STACK, OPTIONS: "--expect-no-changes" });
    });

    it("is judged by doctor: control plane, roll and NetworkPolicies are well, no proxy can be asked (O3)", async () => {
      const { code, output } = await make("doctor", { STACK });
      const istiod = "istiod-basic-install 1/1 ready in istio-system";
      assert.equal(said(output, "control plane"), `✓ 1 ServiceMeshControlPlane, ready; ${istiod}`);
      assert.equal(said(output, "members"), "✓ 1 of 1 namespace on the roll, 2 NetworkPolicies each");
      // No pod really runs here, and doctor does not pass over it.
      for (const check of ["proxies", "virtual hosts"]) assert.equal(said(output, check), "✗ not checked");
      assert.notEqual(code, 0);
    });

    it("refuses v1.1 in the place of v2.0, as its operator does", async () => {
      const STACK_FILE = stackVariant(STACK, { mesh: { maistra: { version: "v1.1" } } });
      const refused = await make("preview", { STACK, STACK_FILE });
      assert.notEqual(refused.code, 0);
      assert.match(refused.output, /cannot downgrade control plane from version v2\.0 to v1\.1/);
    });

    it("holds the two core rules: no host `*`, no calls without mutual TLS, and nothing is changed (K4, K5)", async () => {
      const kinds = ["gateways.networking.istio.io", "destinationrules.networking.istio.io"];
      const rules = () => kinds.map((kind) => at(".items[*]['metadata.uid','metadata.generation']", kind, ...inShop));
      const before = rules();
      // The settings have no word for it, so that the pack's explicit-hosts has nothing to refuse.
      const anyHost = { sockShop: { host: "*" } };
      const any = await make("up", { STACK, STACK_FILE: stackVariant(STACK, anyHost) });
      assert.notEqual(any.code, 0);
      assert.match(any.output, /istio-mesh:sockShop\.host: found "\*"; allowed: .*no wildcard/);

      const plainText = { sockShop: { traffic: { carts: { tls: { mode: "DISABLE" } } } } };
      const plain = await make("up", { STACK, STACK_FILE: stackVariant(STACK, plainText) });
      assert.notEqual(plain.code, 0);
      for (const pattern of [
        /\[mandatory\]\s+istio-mutual/,
        new RegExp(`DestinationRule "carts", namespace "${shop.namespace}"`),
        /at +spec\.trafficPolicy\.tls\.mode/,
        /found +"DISABLE"/,
      ]) {
        assert.match(plain.output, pattern);
      }
      assert.deepEqual(rules(), before);
    });

    orderingFaults();
    controlPlaneVersions();
    fiveRemovals();
  });
}
