import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "../../../../cluster/until";
import type * as KubectlModule from "../../../../commands/prove/distribution/kubectlAsync";
import type * as TunnelModule from "../../../../commands/prove/distribution/tunnel";
import type * as IstiodModule from "../../../../commands/prove/istiod";
import { load, program, sandbox } from "../../tools/harness";

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const pod = { namespace: "istio-system", name: "istiod-1", revision: "default" };

describe("kubectl that does not block", () => {
  const { path } = sandbox();
  const kubectlAsync = (chosen?: { file: string; context?: string }) =>
    load<typeof KubectlModule>("commands/prove/distribution/kubectlAsync", {
      "commands/environment": {
        stack: "dev",
        environment: () => ({ PATH: `${path("bin")}:${process.env.PATH}`, KUBECONFIG: "/local" }),
      },
      "commands/ownCluster": { chosenKubeconfig: () => chosen },
    }).kubectlAsync;

  it("works on the stack's cluster, and hands on its input", async () => {
    program(path("bin", "kubectl"), 'echo "$KUBECONFIG" "$@"; cat');
    assert.equal(await kubectlAsync()(["apply", "-f", "-"], "object"), "/local apply -f -\nobject");
    const chosen = { file: "/mine", context: "prod" };
    assert.equal(await kubectlAsync(chosen)(["get"]), "/local --kubeconfig /mine --context prod get\n");
  });

  it("says what was asked and what kubectl complained of", async () => {
    program(path("bin", "kubectl"), "echo 'not found' >&2; exit 1");
    await assert.rejects(kubectlAsync()(["get", "pods"], "x".repeat(1e6)), { message: "kubectl get pods: not found" });
  });
});

describe("The way to a pod's port", () => {
  const { path } = sandbox();
  const openTunnel = () =>
    load<typeof TunnelModule>("commands/prove/distribution/tunnel", {
      "commands/prove/distribution/kubectlAsync": {
        kubectlStart: () => ({ options: ["--context", "prod"], env: { PATH: `${path("bin")}:${process.env.PATH}` } }),
      },
    }).openTunnel(pod, 15014);

  it("is open when kubectl says so, until it is closed", async () => {
    program(
      path("bin", "kubectl"),
      `echo $$ "$@" >${path("asked")}; echo "Forwarding from 127.0.0.1:4711 -> 15014"; exec sleep 60`,
    );
    const tunnel = await openTunnel();
    assert.equal(tunnel.address, "http://127.0.0.1:4711");
    const [pid, ...asked] = readFileSync(path("asked"), "utf8").trim().split(" ");
    assert.equal(
      asked.join(" "),
      "--context prod port-forward --address 127.0.0.1 -n istio-system pod/istiod-1 :15014",
    );
    tunnel.close();
    await until("kubectl to end", 5, () => !lives(Number(pid)));
  });

  it("is not there when kubectl ends, which says why", async () => {
    program(path("bin", "kubectl"), "echo 'pods \"istiod-1\" not found' >&2; exit 1");
    await assert.rejects(openTunnel(), /^Error: kubectl port-forward .* :15014: pods "istiod-1" not found$/);
  });
});

describe("An istiod", () => {
  let server: Server;
  let closed = 0;
  const { Istiod, IstiodGone, connectAll, readyIstiods } = load<typeof IstiodModule>("commands/prove/istiod", {
    "commands/prove/distribution/tunnel": {
      openTunnel: ({ name }: IstiodModule.IstiodPod) =>
        name !== "istiod-1"
          ? Promise.reject(new Error(name))
          : Promise.resolve({
              address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
              close: () => (closed += 1),
            }),
    },
    "commands/prove/distribution/kubectlAsync": { kubectlAsync: () => Promise.resolve(JSON.stringify(listed)) },
  });

  before((done) => {
    server = createServer(({ url }, answer) => {
      answer.statusCode = { "/debug/syncz": 200, "/debug/adsz?push=true": 200, "/debug/mesh": 403 }[url ?? ""] ?? 404;
      answer.end(answer.statusCode === 200 ? JSON.stringify([url]) : "not for you\n");
    }).listen(0, "127.0.0.1", done);
  });
  after((done) => void server.close(() => done()));
  beforeEach(() => (closed = 0));

  const condition = (status: string) => ({ conditions: [{ type: "Ready", status }] });
  const listed = {
    items: [
      { metadata: { name: "istiod-1", labels: { "istio.io/rev": "canary" } }, status: condition("True") },
      { metadata: { name: "starting" }, status: condition("False") },
      { metadata: { name: "ending", deletionTimestamp: "2026-11-20T15:19:36Z" }, status: condition("True") },
      { metadata: { name: "istiod-2" }, status: condition("True") },
      { metadata: { name: "pending" }, status: {} },
    ],
  };

  it("is one when it is ready and not on its way out", async () => {
    assert.deepEqual(await readyIstiods("istio-system"), [
      { namespace: "istio-system", name: "istiod-1", revision: "canary" },
      { namespace: "istio-system", name: "istiod-2", revision: "default" },
    ]);
  });

  it("answers, does not know, refuses, and pushes", async () => {
    const istiod = await Istiod.connect(pod);
    assert.deepEqual(await istiod.debug("syncz"), ["/debug/syncz"]);
    assert.equal(await istiod.scope("none.shop"), undefined);
    await assert.rejects(istiod.debug("mesh"), { message: "istiod-1 answers /debug/mesh with 403: not for you" });
    await istiod.push();
    istiod.close();
    assert.equal(closed, 1);
  });

  it("is gone when it cannot be reached, and then all are left", async () => {
    await assert.rejects(connectAll([pod, { ...pod, name: "gone" }]), IstiodGone);
    assert.equal(closed, 1);
    assert.equal((await connectAll([pod, pod])).length, 2);
  });

  it("is not gone when it may not be asked", async () => {
    const name = "Error from server (Forbidden): no portforward";
    await assert.rejects(Istiod.connect({ ...pod, name }), { message: name });
  });

  it("is gone when it stops to answer", async () => {
    const istiod = await Istiod.connect(pod);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await assert.rejects(istiod.debug("syncz"), IstiodGone);
  });
});
