import assert from "node:assert/strict";
import { get } from "node:http";
import { statusOf } from "../../commands/httpStatus";
import { sockShopServices } from "../../components/apps/sockShopServices";
import { kubectl, make, makeWell, names, objects, run, shop, type KubernetesObject } from "./support";

interface Pod extends KubernetesObject {
  spec: { containers: { name: string }[]; initContainers?: { name: string; restartPolicy?: string }[] };
  status: {
    podIP: string;
    containerStatuses: { ready: boolean }[];
    initContainerStatuses?: { name: string; ready: boolean }[];
  };
}

/** The containers that run as long as the pod does: its own and its sidecars (init containers that stay). */
const running = ({ spec }: Pod) => [
  ...spec.containers.map(({ name }) => name),
  ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always").map(({ name }) => name),
];

const body = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(new URL(path, shop.gateway), { headers: { Host: shop.host } }, (response) => {
      let text = "";
      response.on("data", (data: Buffer) => (text += data.toString())).on("end", () => resolve(text));
    }).once("error", reject);
  });

interface Answer {
  service: string;
  calls?: { status: number; answer?: Answer }[];
}

/** A call chain as text: "front-end(orders(user,carts))". */
const chain = ({ service, calls = [] }: Answer): string =>
  calls.length ? `${service}(${calls.map(({ answer }) => (answer ? chain(answer) : "?")).join()})` : service;

export function up(): void {
  describe("make up", () => {
    let output = "";

    it("previews as the first command on a cluster without any Istio CRD", async () => {
      const preview = await makeWell("preview");
      assert.match(preview.output, /\+ 88 to create/);
      assert.doesNotMatch(preview.output, /no matches for kind/);
    });

    it("refuses the OpenShift stack on this cluster, and says what to do", async () => {
      const refused = await make("preview", { STACK: "openshift" });
      assert.notEqual(refused.code, 0);
      assert.match(refused.output, /for a local cluster of profile openshift, and the one here has profile standard/);
    });

    it("ends with the shop serving, and prints a curl line that works (H1)", async () => {
      ({ output } = await makeWell("up"));
      const curl = /curl -H .*/.exec(output)?.[0];
      assert.ok(curl, `no curl line in:\n${output}`);
      const { code, output: page } = run("sh", ["-c", `${curl} --fail --silent --max-time 10`]);
      assert.equal(code, 0, page);
      assert.equal((JSON.parse(page) as Answer).service, "front-end");
    });

    it("says what was installed, how long each part took and what to do next", () => {
      assert.match(output, /Installed +Istio .*\(istio-base, istiod, istio-ingressgateway\)/);
      assert.match(
        output,
        /Time +config [\d.]+ s, tools [\d.]+ s, cluster [\d.]+ s, stack [\d.]+ s, pulumi up [\d.]+ s/,
      );
      assert.match(output, /make down/);
    });

    it("runs the policy pack", () => assert.match(output, /istio-guard@v\d/));

    it("gives each of the 14 pods its sidecar, all ready (H2)", () => {
      const pods = objects<Pod>("pod", "-n", shop.namespace);
      const services = Object.keys(sockShopServices);
      assert.equal(services.length, 14);
      assert.deepEqual(pods.map(({ metadata }) => metadata.labels?.app).sort(), services.sort());
      for (const pod of pods) {
        assert.ok(running(pod).includes("istio-proxy"), `${pod.metadata.name} has ${running(pod).join()}`);
        const sidecar = pod.status.initContainerStatuses?.filter(({ name }) => name === "istio-proxy") ?? [];
        assert.ok(
          [...pod.status.containerStatuses, ...sidecar].every(({ ready }) => ready),
          `${pod.metadata.name} is not ready`,
        );
      }
      const frontEnd = pods.find(({ metadata }) => metadata.labels?.app === "front-end");
      assert.deepEqual(frontEnd && running(frontEnd), ["front-end", "istio-proxy"]);
    });

    it("makes the Gateway, the six DestinationRules and the six VirtualServices (H3)", () => {
      const services = ["carts", "catalogue", "front-end", "orders", "payment", "user"];
      assert.deepEqual(names(objects("gateways.networking.istio.io", "-n", shop.namespace)), ["sock-shop-gateway"]);
      assert.deepEqual(names(objects("destinationrules", "-n", shop.namespace)), services);
      const routes = ["sock-shop", ...services.filter((name) => name !== "front-end")].sort();
      assert.deepEqual(names(objects("virtualservices", "-n", shop.namespace)), routes);
    });

    it("answers at the gateway for the shop's host, and 404 for another (K5)", async () => {
      assert.equal(await statusOf(shop.gateway, shop.host), 200);
      assert.equal(await statusOf(shop.gateway, "other.example.com"), 404);
    });

    it("carries the calls between the services through the mesh", async () => {
      const orders = "front-end(orders(user,carts,payment,shipping))";
      assert.equal(chain(JSON.parse(await body("/orders")) as Answer), orders);
      for (const [path, service] of [
        ["/catalogue", "catalogue"],
        ["/cart", "carts"],
        ["/customers", "user"],
      ] as const) {
        assert.equal(chain(JSON.parse(await body(path)) as Answer), `front-end(${service})`);
      }
    });

    it("refuses plain text from outside the mesh: mutual TLS is STRICT (K4)", async () => {
      const carts = objects<Pod>("pod", "-n", shop.namespace, "-l", "app=carts")[0];
      assert.ok(carts);
      assert.equal(await statusOf(`http://${carts.status.podIP}`, "carts"), undefined);
      assert.equal(await statusOf(shop.gateway, shop.host, "/cart"), 200);
    });

    it("shows why the pack wants ISTIO_MUTUAL: a rule that disables TLS gives 503 (K4)", async () => {
      const rule = ["destinationrule", "carts", "-n", shop.namespace, "--type=merge"];
      const mode = (value: string) => ["-p", JSON.stringify({ spec: { trafficPolicy: { tls: { mode: value } } } })];
      const settled = async (status: number) => {
        const deadline = Date.now() + 30_000;
        while ((await statusOf(shop.gateway, shop.host, "/cart")) !== status) {
          if (Date.now() > deadline) throw new Error(`/cart did not come to answer ${status} within 30 s`);
        }
      };
      kubectl("patch", ...rule, ...mode("DISABLE"));
      try {
        await settled(503);
      } finally {
        kubectl("patch", ...rule, ...mode("ISTIO_MUTUAL"));
      }
      await settled(200);
    });

    it("synchronises every sidecar and the gateway, and istioctl analyze finds no fault", () => {
      const status = run("istioctl", ["proxy-status"]);
      assert.equal(status.code, 0, status.output);
      assert.equal(status.output.trim().split("\n").length, 1 + 14 + 1, status.output);
      assert.doesNotMatch(status.output, /STALE|NOT SENT/);
      const analysis = run("istioctl", ["analyze", "-n", shop.namespace, "--failure-threshold", "Warning"]);
      assert.equal(analysis.code, 0, analysis.output);
    });

    it("changes nothing the second time", async () => {
      const { output: second } = await makeWell("preview", { OPTIONS: "--expect-no-changes" });
      assert.match(second, /88 unchanged/);
    });
  });
}
