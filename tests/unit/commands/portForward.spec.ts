import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { until } from "../../../cluster/until";
import { portForward } from "../../../commands/portForward";
import { program, sandbox } from "../tools/harness";

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("A port-forward", () => {
  const { path } = sandbox();
  const target = { namespace: "istio-system", name: "service/grafana", port: 3000 };
  const start = () => ({ options: ["--context", "prod"], env: { PATH: `${path("bin")}:${process.env.PATH}` } });
  /** A kubectl that notes who it is and what it was asked, and then does the rest. */
  const kubectl = (rest: string) => program(path("bin", "kubectl"), `echo $$ "$@" >${path("asked")}; ${rest}`);
  const asked = () => readFileSync(path("asked"), "utf8").trim().split(" ");
  const pid = () => Number(asked()[0]);
  const forwarding = 'echo "Forwarding from 127.0.0.1:4711 -> 3000"; exec sleep 60';
  const listeners = () => process.listenerCount("exit");

  for (const detached of [false, true]) {
    it(`is open when kubectl says so, until it is closed${detached ? ", in a group of its own" : ""}`, async () => {
      kubectl(forwarding);
      const before = listeners();
      const forward = await portForward(start(), { ...target, localPort: 4711 }, { detached });
      assert.equal(forward.port, 4711);
      const expected = "--context prod port-forward --address 127.0.0.1 -n istio-system service/grafana 4711:3000";
      assert.equal(asked().slice(1).join(" "), expected);
      const group = readFileSync(`/proc/${pid()}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")[2];
      assert.equal(Number(group) === pid(), detached);
      await forward.close();
      assert.equal(lives(pid()), false);
      assert.equal(await forward.ended, "it ended");
      assert.equal(listeners(), before);
      await forward.close();
    });
  }

  it("is at a free port that kubectl finds, unless told one", async () => {
    kubectl('echo "Forwarding from 127.0.0.1:40001 -> 3000"; exec sleep 60');
    const forward = await portForward(start(), target);
    assert.equal(asked().at(-1), ":3000");
    assert.equal(forward.port, 40001);
    await forward.close();
  });

  it("ends kubectl as Ctrl-C does, in order", async () => {
    kubectl(
      `trap 'echo in order >${path("end")}; exit 0' INT; echo "Forwarding from 127.0.0.1:4711 -> 3000"; while :; do sleep 0.05; done`,
    );
    const forward = await portForward(start(), target, { detached: true });
    await forward.close();
    assert.equal(readFileSync(path("end"), "utf8"), "in order\n");
  });

  it("says when and why kubectl ended by itself", async () => {
    kubectl(
      `echo "Forwarding from 127.0.0.1:4711 -> 3000"; until [ -e ${path("go")} ]; do sleep 0.02; done; echo "error: lost connection to pod" >&2; exit 1`,
    );
    const forward = await portForward(start(), target);
    program(path("go"), "");
    assert.equal(await forward.ended, "error: lost connection to pod");
  });

  it("is not there when kubectl ends before, which says why", async () => {
    kubectl("echo 'Unable to listen on port 4711' >&2; exit 1");
    const before = listeners();
    await assert.rejects(
      portForward(start(), { ...target, localPort: 4711 }),
      /^Error: kubectl port-forward .* service\/grafana 4711:3000: Unable to listen on port 4711$/,
    );
    assert.equal(listeners(), before);
  });

  it("is not there without kubectl", async () => {
    await assert.rejects(portForward({ options: [], env: { PATH: path("none") } }, target), /spawn kubectl ENOENT/);
  });

  it("ends while it is being opened, when the command ends", async () => {
    kubectl("exec sleep 60");
    const end = new AbortController();
    const opening = portForward(start(), target, { detached: true, signal: end.signal });
    await until("kubectl to start", 5, () => existsSync(path("asked")) && pid() > 0);
    end.abort();
    await assert.rejects(opening, /it ended$/);
    assert.equal(lives(pid()), false);
  });

  it("is not begun after the command's end", async () => {
    kubectl(forwarding);
    await assert.rejects(portForward(start(), target, { signal: AbortSignal.abort() }), { name: "AbortError" });
    assert.equal(existsSync(path("asked")), false);
  });

  it("does not end twice what is gone", async () => {
    kubectl(forwarding);
    const end = new AbortController();
    const forward = await portForward(start(), target, { detached: true, signal: end.signal });
    process.kill(pid(), "SIGKILL");
    await forward.ended;
    end.abort();
    await forward.close();
  });

  it("reads on, so that kubectl never waits for its reader", async () => {
    kubectl(
      `echo "Forwarding from 127.0.0.1:4711 -> 3000"; i=0; while [ $i -lt 5000 ]; do echo "Handling connection for 4711 ........"; i=$((i+1)); done; : >${path("done")}; exec sleep 60`,
    );
    const forward = await portForward(start(), target);
    await until("all to be said", 10, () => existsSync(path("done")));
    await forward.close();
  });
});

describe("Signals", () => {
  it("are heard until nobody listens any more", async () => {
    const { onSignals } = await import("../../../commands/signals");
    const before = process.listenerCount("SIGHUP");
    let heard = 0;
    const release = onSignals(() => (heard += 1));
    process.emit("SIGINT");
    const arrived = once(process, "SIGTERM");
    process.kill(process.pid, "SIGTERM");
    await arrived;
    process.emit("SIGHUP");
    assert.equal(heard, 3);
    release();
    assert.equal(process.listenerCount("SIGHUP"), before);
  });
});
