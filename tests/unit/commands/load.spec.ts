import assert from "node:assert/strict";
import type { Call } from "../../../commands/load/accessLog";
import type { FortioRun } from "../../../commands/load/fortio";
import { parseSettings } from "../../../config";
import { file, load, sandbox } from "../tools/harness";

describe("make load", () => {
  const { path } = sandbox();
  const tls = { secret: "certificate" };
  const settings = {
    namespaces: [{ name: "shop" }],
    sockShop: { namespace: "shop", host: "shop.example.com" },
    bookinfo: { namespace: "shop", host: "books.example.com", tls },
  };
  let [said, printed, done]: [string[], string[], string[]] = [[], [], []];
  let [addons, answers]: [string[], Call[]] = [[], []];
  let args: string[];
  let interrupt: boolean;
  beforeEach(() => {
    [said, printed, done, addons, args, interrupt] = [[], [], [], [], [], false];
    answers = Array.from({ length: 3 }, (_, i) => ({ code: 200, latency: 0.01, at: 1000 + i }));
    for (const name of ["APP", "AT", "CA", "CONCURRENCY"]) delete process.env[name];
    process.env.CALLS = "3";
  });

  const start = async (raw: Record<string, unknown> = settings): Promise<number> => {
    let work: () => Promise<number> = () => Promise.resolve(-1);
    load("commands/load", {
      "config/stackFile": { settingsOfStackFile: () => (done.push("settings"), parseSettings(raw)) },
      "tools/ensure": { ensureTools: () => Promise.resolve(void done.push("tools")) },
      "commands/environment": { stack: "dev" },
      "commands/doctor/steps": { make: (target: string) => `make ${target}` },
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/prepare": { say: (line: string) => said.push(line) },
      "commands/prove/distribution/kubectlAsync": { kubectlStart: () => ({ options: [], env: { PATH: "/tools" } }) },
      "commands/load/installedHosts": {
        installedFor: () => (done.push("installed"), { gateway: { namespace: "istio-system", service: "gw" }, addons }),
      },
      "commands/load/entrance": {
        entrance: (_gateway: object, scheme: string) => {
          done.push(scheme);
          if (interrupt) process.emit("SIGTERM");
          const close = () => Promise.resolve(void done.push("closed"));
          return Promise.resolve({ host: "127.0.0.1", port: 4711, through: "kubectl port-forward: why", close });
        },
      },
      "commands/load/fortio": {
        fortio: (run: FortioRun) => {
          done.push("calls");
          args = run.args;
          assert.deepEqual(run.env, { PATH: "/tools" });
          assert.equal(run.limitSeconds, 600);
          return Promise.resolve({ calls: answers });
        },
        callTimeout: 25,
      },
    });
    const real = console.log;
    console.log = (text: string) => printed.push(...text.split("\n"));
    try {
      return await work();
    } finally {
      console.log = real;
    }
  };

  it("calls the first app through the gateway, and says what came back", async () => {
    assert.equal(await start(), 0);
    assert.equal(args.at(-1), "http://127.0.0.1:4711/");
    assert.equal(printed[0], "Sock Shop: 3 calls to http://127.0.0.1:4711/, host shop.example.com");
    assert.equal(printed[1], "The gateway is reached through kubectl port-forward: why.");
    assert.deepEqual(done, ["settings", "installed", "tools", "http", "calls", "closed"]);
    assert.deepEqual(said, []);
  });

  it("calls what is asked for, over TLS where the app has it, and says what it did not check", async () => {
    Object.assign(process.env, { APP: "bookinfo", AT: "/api", CONCURRENCY: "2" });
    assert.equal(await start(), 0);
    assert.ok(args.includes("-k"));
    assert.equal(
      printed[0],
      "Bookinfo: 3 calls to https://books.example.com:4711/api, host books.example.com, 2 at a time",
    );
    assert.ok(printed.includes("Its certificate is not checked: CA=file names what signs it."));
    process.env.CA = file(path("ca.pem"));
    printed = [];
    await start();
    assert.ok(args.includes("-cacert"));
    assert.ok(!printed.some((line) => line.includes("not checked")));
  });

  it("says how to look where addons are on", async () => {
    addons = ["prometheus", "jaeger"];
    await start();
    assert.deepEqual(said, ["Look: make dashboards   opens prometheus, jaeger"]);
  });

  it("ends with code 1 when a call got no answer", async () => {
    answers[1] = { latency: 25, at: 1001 };
    assert.equal(await start(), 1);
  });

  it("is refused before anything is asked or started where the input is wrong", async () => {
    process.env.CALLS = "0";
    await assert.rejects(start(), /^Error: CALLS=0: allowed is/);
    assert.deepEqual(done, []);
  });

  it("is refused before the cluster is asked where there is no such app, or a file of certificates is not for it", async () => {
    process.env.APP = "nothing";
    await assert.rejects(start(), /^Error: APP=nothing: no such app/);
    Object.assign(process.env, { APP: "sockShop", CA: "/missing" });
    await assert.rejects(start(), { message: "CA=/missing: sockShop is called without TLS; leave CA out" });
    process.env.APP = "bookinfo";
    await assert.rejects(start(), { message: "CA=/missing: there is no such file" });
    assert.deepEqual(new Set(done), new Set(["settings"]));
    await assert.rejects(start({}), /has no app with a host/);
  });

  it("makes no call, and ends its port-forward, when interrupted before", async () => {
    interrupt = true;
    const before = process.listenerCount("SIGTERM");
    await assert.rejects(start(), { message: "Interrupted, before any call was made." });
    assert.deepEqual(done.slice(-2), ["http", "closed"]);
    assert.equal(process.listenerCount("SIGTERM"), before);
  });
});
