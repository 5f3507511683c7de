import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { network } from "../../cluster/layout";
import { until } from "../../cluster/until";
import { statusOf } from "../../commands/httpStatus";
import { envoyQueries } from "../../components/addons/queries";
import type { AddonName } from "../../config";
import { addonOf, AddonStack, summed } from "./addonStack";
import { dashboards } from "./dashboards";
import { exposedAddons } from "./exposedAddons";
import { counted, servicesIn, targets, traces } from "./observed";
import { kubectl, makeWell, names, objects, run, shop, type KubernetesObject } from "./support";

interface NodePortService extends KubernetesObject {
  spec: { ports: { port: number; nodePort?: number }[] };
}

const host = "bookinfo.example.com";
const path = "/productpage";
const calls = 100;

const gateway = { workload: "istio-ingressgateway", namespace: "istio-system" };
const productpage = { workload: "productpage", namespace: "bookinfo" };
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const at = (service: string) => `${service}.bookinfo.svc.cluster.local`;
/** The stock Envoy of the local cluster has no istio_requests_total. */
const sums = [
  envoyQueries.requests(gateway, at("productpage")),
  envoyQueries.requests(productpage, at("details")),
  envoyQueries.requests(productpage, at("reviews")),
  envoyQueries.answers(gateway, at("productpage"), "2xx"),
  envoyQueries.arrivals(productpage),
];

export function addons(): void {
  describe("addons beside the mesh (H7, B5, S1)", () => {
    const stack = new AddonStack();
    after(() => stack.remove());
    const up = (...on: AddonName[]) => makeWell("up", { STACK_FILE: stack.file(on) });
    /** What another choice of addons would change. */
    const changesTo = (...on: AddonName[]) => summed(stack.changes(stack.file(on)));
    const all: AddonName[] = ["prometheus", "grafana", "jaeger", "kiali"];
    const byZipkin = (...on: AddonName[]) => stack.file(on, { jaeger: { protocol: "zipkin" } });
    let since = 0;

    it("come with the stack: Prometheus and Jaeger run, and reach every proxy and istiod", async () => {
      await up("prometheus", "jaeger");
      assert.deepEqual(names(objects("deployment", "-n", "istio-system")), [
        "istio-ingressgateway",
        "istiod",
        "jaeger",
        "prometheus",
      ]);
      // Bookinfo's six pods and the gateway.
      const wanted = { proxies: { up: 7, errors: [] }, istiod: { up: 1, errors: [] } };
      await until("all targets to answer", 30, () => isDeepStrictEqual(targets(), wanted)).catch(() =>
        assert.deepEqual(targets(), wanted),
      );
    });

    it(`count ${calls} calls: ${calls} at the gateway, ${calls} from productpage to details and to reviews`, async () => {
      const file = stack.file(["prometheus", "jaeger"]);
      since = Date.now();
      // Once: every counter is there from its first call on.
      await until(`${path} to answer`, 60, async () => (await statusOf(shop.gateway, host, path)) === 200);
      // The load must find proxies that report already.
      await until("a trace through Bookinfo", 60, async () => {
        assert.equal(await statusOf(shop.gateway, host, path), 200);
        return traces(since).some((trace) => servicesIn(trace).length >= 4);
      });
      const before = await counted(...sums);
      since = Date.now();
      // The guides' loop; the stack's own file is there, so that it knows the host.
      const { output } = await makeWell("load", { APP: "bookinfo", CALLS: `${calls}`, STACK_FILE: file });
      assert.match(output, new RegExp(`200 +${calls} +100 %`));
      const seen = await counted(...sums);
      assert.deepEqual(
        seen.map((value, i) => value - (before[i] ?? NaN)),
        sums.map(() => calls),
      );
      assert.deepEqual(await counted(...sums), seen, "the next scrape saw more");
    });

    it(`trace each of them, through the services that it went to`, async () => {
      const whole = () => traces(since).filter((trace) => servicesIn(trace).length >= 4);
      await until(`${calls} traces`, 30, () => whole().length >= calls);
      assert.equal(whole().length, calls);
      assert.equal(traces(since).length, calls);
      for (const trace of traces(since)) {
        const services = servicesIn(trace);
        for (const service of [
          "istio-ingressgateway.istio-system",
          "productpage.bookinfo",
          "details.bookinfo",
          "reviews.bookinfo",
        ])
          assert.ok(services.includes(service), `${trace.traceID} has ${services.join()}`);
      }
    });

    it("are logged at the gateway, each by one line, as mesh.accessLogs says", async () => {
      // A line begins with the time of its call, "[2026-12-01T10:00:00.000Z] "GET /productpage HTTP/1.1" 200".
      const logged = () =>
        kubectl("logs", "deployment/istio-ingressgateway", "-n", "istio-system", "--since-time", iso(since))
          .split("\n")
          .filter((line) => line.slice(1, 25) >= iso(since) && line.includes(`"GET ${path} HTTP/1.1" 200`)).length;
      await until(`${calls} lines`, 30, () => logged() >= calls);
      assert.equal(logged(), calls);
    });

    it("are seen on this machine by make dashboards, until it is interrupted", async () => {
      const { addresses, code } = await dashboards(stack.file(["prometheus", "jaeger"]));
      assert.deepEqual(addresses, [
        ["Jaeger", 200],
        ["Prometheus", 200],
      ]);
      assert.equal(code, 0);
    });

    it("show Jaeger's page on a port of the node, where the stack names it (H7)", async () => {
      const [service] = objects<NodePortService>("service", "-n", "istio-system").filter(
        ({ metadata }) => metadata.name === "jaeger-query-nodeport",
      );
      assert.deepEqual(
        service?.spec.ports.map(({ port, nodePort }) => [port, nodePort]),
        [[16686, 31686]],
      );
      assert.equal((await fetch(`http://${network.node}:31686/`)).status, 200);
    });

    it("are each switched by themselves: nothing else changes", async () => {
      assert.deepEqual(changesTo("prometheus", "jaeger"), []);
      assert.deepEqual(changesTo("prometheus"), ["jaeger: delete"]);
      assert.deepEqual(changesTo("jaeger"), ["prometheus: delete"]);
      assert.deepEqual(changesTo("prometheus", "jaeger", "grafana"), ["grafana: create"]);
      assert.deepEqual(changesTo("prometheus", "jaeger", "kiali"), ["kiali: create"]);
      await up("prometheus", "jaeger", "grafana");
      assert.deepEqual(changesTo("prometheus", "jaeger"), ["grafana: delete"]);
      assert.deepEqual(changesTo("jaeger"), ["grafana: delete", "prometheus: delete"]);
    });

    it("go and come again, and Kiali is told of those that it shows", async () => {
      await up("prometheus", "grafana", "kiali");
      assert.deepEqual(
        names(objects("service", "-n", "istio-system")).filter((name) => name === "jaeger"),
        [],
      );
      const values = () => kubectl("get", "configmap", "kiali-values", "-n", "istio-system", "-o", "jsonpath={.data}");
      assert.doesNotMatch(values(), /jaeger\.istio-system/);
      assert.match(values(), /prometheus\.istio-system:9090/);
      assert.deepEqual(changesTo(...all), ["jaeger: create", "kiali: update"]);
      await makeWell("up", { STACK_FILE: byZipkin(...all) });
      assert.match(values(), /jaeger\.istio-system:16686/);
      assert.deepEqual(summed(stack.changes(byZipkin(...all))), []);
      assert.deepEqual(summed(stack.changes(byZipkin("prometheus", "grafana", "jaeger"))), ["kiali: delete"]);
    });

    it("take spans by Zipkin's protocol where the stack says so", async () => {
      since = Date.now();
      await until("a trace through Bookinfo", 60, async () => {
        assert.equal(await statusOf(shop.gateway, host, path), 200);
        return traces(since).some((trace) => servicesIn(trace).length >= 4);
      });
      const ask = ["exec", "deployment/istio-ingressgateway", "-n", "istio-system", "--", "pilot-agent", "request"];
      const sent = /^outbound\|9411\|\|jaeger\.istio-system\.svc\.cluster\.local::[^:]+:\d+::rq_success::[1-9]/m;
      assert.match(kubectl(...ask, "GET", "clusters"), sent);
    });

    describe("from outside", () => exposedAddons(stack));

    it("are published by objects that the API server and istiod take", () => {
      const tls = { secret: "addons-certificate" };
      const jwt = { issuer: "https://issuer.example.com", jwksUri: "https://issuer.example.com/keys" };
      const externalAuthorizer = { service: "oauth2-proxy.login.svc.cluster.local", port: 4180 };
      const file = stack.file(all, {
        prometheus: { expose: { host: "prometheus.example.com", tls, authentication: { externalAuthorizer } } },
        jaeger: {
          protocol: "zipkin",
          expose: { host: "jaeger.example.com", tls, authentication: { clientCertificates: true } },
        },
        grafana: { expose: { host: "grafana.example.com", tls, authentication: { own: true } } },
        kiali: { expose: { host: "kiali.example.com", tls, authentication: { jwt } } },
      });
      const items = stack
        .changes(file)
        .filter((change) => change.op === "create" && addonOf(change))
        .map(({ newState }) => newState?.inputs ?? {})
        .filter(({ apiVersion }) => apiVersion);
      const kinds = items.map(({ kind }) => kind as string);
      assert.deepEqual([...new Set(kinds)].sort(), [
        "AuthorizationPolicy",
        "Gateway",
        "RequestAuthentication",
        "VirtualService",
      ]);
      const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
      // What the gateway asks for: a certificate, the authorizer's leave, a token.
      for (const way of [/"mode":"MUTUAL"/, /"action":"CUSTOM"/, /"action":"DENY"/]) assert.match(input, way);
      const { code, output } = run("kubectl", ["create", "--dry-run=server", "-o", "name", "-f", "-"], { input });
      assert.equal(code, 0, output);
      const accepted = output
        .trim()
        .split("\n")
        .filter((line) => !line.startsWith("Warning: "));
      assert.equal(accepted.length, items.length, output);
    });
  });
}
