import assert from "node:assert/strict";
import type * as Look from "../../../../commands/dashboards/look";
import { load } from "../../tools/harness";
import { certified, route, service } from "./services";

describe("Looking for dashboards", () => {
  let asked: string[];
  let failure: object;
  let [local, target]: [boolean, { target?: object; problem?: object }] = [false, {}];
  beforeEach(() => {
    [asked, local, target] = [[], false, {}];
    failure = { summary: "not installed", findings: [] };
  });
  const modules = (answers: Record<string, unknown>, outputs?: object) =>
    load<typeof Look>("commands/dashboards/look", {
      "config/stackFile": { readStackFile: () => ({}) },
      "config/target": { targetCluster: () => target },
      "commands/environment": { stack: "dev", isLocal: () => local },
      "commands/doctor/steps": { make: (name: string) => `make ${name}` },
      "commands/doctor/installed": {
        nothingInstalled: "not installed",
        installed: () => (outputs ? { outputs } : { failure }),
      },
      "commands/kubectl": {
        kubectl: (...args: string[]) => {
          asked.push(args.join(" "));
          const answer = answers[args[1] ?? ""];
          if (typeof answer === "string") throw new Error(`kubectl ${args.join(" ")}: ${answer}`);
          return JSON.stringify({ items: answer ?? [] });
        },
      },
    });
  const titles = (found: ReturnType<typeof Look.look>) => found.map(({ dashboard }) => dashboard.title);

  it("is in the control plane's namespace of an installed stack", () => {
    const { look } = modules({ services: [service("grafana", 3000)] }, { meshNamespace: "mesh" });
    assert.deepEqual(titles(look()), ["Grafana"]);
    assert.deepEqual(asked, ["get services -n mesh -o json --request-timeout=20s"]);
  });

  it("is nowhere where the stack cannot say what it has installed", () => {
    failure = { summary: "not known", findings: [{ found: "wrong passphrase", next: ["pulumi stack output"] }] };
    const { look } = modules({ services: [service("grafana", 3000)] });
    assert.throws(look, {
      message: "What stack dev has installed cannot be asked: wrong passphrase. Try: pulumi stack output",
    });
    assert.deepEqual(asked, []);
  });

  it("is everywhere where the stack has installed nothing", () => {
    const { look } = modules({ services: [service("prometheus", 9090, { namespace: "monitoring" })] });
    assert.deepEqual(titles(look()), ["Prometheus"]);
    assert.deepEqual(asked, ["get services -A -o json --request-timeout=20s"]);
  });

  it("names the key that switches them on where there are none", () => {
    assert.throws(
      () => modules({}, { meshNamespace: "mesh" }).look(),
      /^Error: No Grafana, Jaeger, Kiali or Prometheus was found in namespace mesh: .*istio-mesh:addons.*`make up`\.$/,
    );
    assert.throws(() => modules({ services: [service("details", 9080)] }).look(), /was found in any namespace: /);
  });

  const kiali = service("kiali", 20001, { annotations: certified });
  it("asks for Routes only where something serves TLS", () => {
    const [found] = modules({
      services: [kiali],
      "routes.route.openshift.io": [route("kiali", "k.example.com")],
    }).look();
    assert.equal(found?.route, "https://k.example.com");
    assert.equal(asked.length, 2);
  });

  it("goes without Routes where the cluster knows none, and says what else is wrong", () => {
    const unknown = `error: the server doesn't have a resource type "routes"`;
    const [found] = modules({ services: [kiali], "routes.route.openshift.io": unknown }).look();
    assert.deepEqual([found?.tls, found?.route], [true, undefined]);
    const { look } = modules({ services: [kiali], "routes.route.openshift.io": "Error from server (Forbidden)" });
    assert.throws(look, /Forbidden/);
  });

  it("says what kubectl says, without what its cache logs, and the next step on the local cluster", () => {
    const log = `E1130 22:44:03.925794   17056 memcache.go:265] "Unhandled Error" err="refused"`;
    const services = `${log}\n${log}\nThe connection to the server 127.0.0.1:1 was refused`;
    const message =
      "kubectl get services -A -o json --request-timeout=20s: The connection to the server 127.0.0.1:1 was refused";
    assert.throws(() => modules({ services }).look(), { message });
    local = true;
    assert.throws(() => modules({ services }).look(), { message: `${message}\nNext: make cluster` });
  });

  it("is refused without a cluster, or with a kubeconfig that is none", () => {
    const { refuseWithoutCluster } = modules({});
    assert.throws(refuseWithoutCluster, /There is no local cluster here, .*`make up` starts one/);
    target = { problem: { path: ["kubeconfig"], found: "/nope", allowed: "the path of an existing kubeconfig" } };
    assert.throws(refuseWithoutCluster, /istio-mesh:kubeconfig: found "\/nope"/);
    target = { target: { kubeconfig: "/mine" } };
    refuseWithoutCluster();
  });
});
