import assert from "node:assert/strict";
import { controlPlaneVersions } from "./controlPlaneVersions";
import { beforeOperators, orderingFaults } from "./orderingFaults";
import { stackVariant } from "./stackVariant";
import { kubectl, make, makeWell, names, objects, onProfile, shop } from "./support";

interface Deployment {
  metadata: { name: string };
  spec: { template: { metadata: { labels: Record<string, string>; annotations: Record<string, string> } } };
}
interface Pod {
  metadata: { name: string };
  spec: { containers: { name: string }[] };
  status: { phase: string };
}

const STACK = "openshift";
const controlPlane = "istio-system";
const inShop = ["-n", shop.namespace];

/** What `kubectl get` says at a path of an object. */
const at = (path: string, ...object: string[]) => kubectl("get", ...object, "-o", `jsonpath={${path}}`);

/** The guide's OpenShift stack, on the profile where the real Maistra operator works on it. */
export function openshift(): void {
  describe("the OpenShift stack, on the local cluster of profile openshift", () => {
    onProfile("openshift");
    beforeOperators();

    it("installs: operators, control plane and member roll Ready by the real operator (O1, O2, O3)", async () => {
      await makeWell("up", { STACK });
      const phases = objects<{ metadata: { name: string }; status: { phase: string } }>("csv", "-A").map(
        ({ status }) => status.phase,
      );
      assert.deepEqual(phases, ["Succeeded", "Succeeded", "Succeeded", "Succeeded"]);
      const ready = '.status.conditions[?(@.type=="Ready")].status';
      const [plane] = names(objects("servicemeshcontrolplane", "-n", controlPlane));
      assert.equal(at(ready, "servicemeshcontrolplane", plane ?? "", "-n", controlPlane), "True");
      assert.equal(
        at(".status.configuredMembers[*]", "servicemeshmemberroll", "default", "-n", controlPlane),
        shop.namespace,
      );
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

    it("is judged by doctor as its operator sees it, and refuses v1.1 in the place of v2.0", async () => {
      const { output } = await make("doctor", { STACK });
      assert.match(
        output,
        /control plane +1 ServiceMeshControlPlane, ready; istiod-basic-install 1\/1 ready in istio-system/,
      );
      const STACK_FILE = stackVariant(STACK, { mesh: { maistra: { version: "v1.1" } } });
      const refused = await make("preview", { STACK, STACK_FILE });
      assert.notEqual(refused.code, 0);
      assert.match(refused.output, /cannot downgrade control plane from version v2\.0 to v1\.1/);
    });

    orderingFaults();
    controlPlaneVersions();
  });
}
