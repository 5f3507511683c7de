import assert from "node:assert/strict";
import { until } from "../../../../cluster/until";
import { find } from "../../../../commands/dashboards/find";
import { KeptForward, type Limits } from "../../../../commands/dashboards/keptForward";
import { Forwards } from "./forwards";
import { Pages } from "./pages";
import { service } from "./services";

describe("A port-forward that is kept", () => {
  const [jaeger] = find([service("jaeger", 16686)]);
  let pages: Pages;
  let end: AbortController;
  let said: string[];
  let forwards: Forwards;
  beforeEach(async () => {
    pages = await Pages.serve({ "/": 200 });
    [end, said] = [new AbortController(), []];
    forwards = new Forwards(() => pages.port);
  });
  afterEach(() => pages.close());

  const kept = (limits: Partial<Limits> = {}) => {
    assert.ok(jaeger);
    return new KeptForward(jaeger, 16686, {
      open: forwards.means,
      freePort: (from) => Promise.resolve(from),
      say: (line) => said.push(line),
      end: end.signal,
      limits: { answer: 20, restarts: 2, settled: 60, interval: 0.01, ...limits },
    });
  };
  const opened = "istio-system service/jaeger 16686:16686";

  it("is reached when its page answers, and gives the address", async () => {
    const forward = kept();
    assert.equal(await forward.reach(), pages.address);
    assert.deepEqual(forwards.opened, [opened]);
    await forward.close();
    assert.equal(forwards.open, 0);
  });

  it("is waited for while its pod starts, with one port-forward as long as that holds", async () => {
    await pages.close();
    pages = await Pages.serve({ "/": 503 });
    const forward = kept();
    const reached = forward.reach();
    await until("some looks", 5, () => pages.asked.length > 6);
    assert.deepEqual(forwards.opened, [opened]);
    const ready = await Pages.serve({ "/": 200 });
    const starting = pages;
    pages = ready;
    await starting.close();
    // kubectl ends where the pod takes no connection.
    forwards.drop();
    assert.equal(await reached, ready.address);
    assert.deepEqual(forwards.opened, [opened, opened]);
    assert.deepEqual(said, []);
    await forward.close();
  });

  it("is tried again while kubectl cannot open it", async () => {
    forwards.failures = ["kubectl: pod is not running", "kubectl: pod is not running"];
    assert.equal(await kept().reach(), pages.address);
    assert.equal(forwards.opened.length, 3);
  });

  it("is waited for no longer than its limit, and then says what was seen last", async () => {
    await pages.close();
    pages = await Pages.serve({ "/": 503 });
    const message =
      "Jaeger did not answer 200 within 0 s: / answers 503, /jaeger/ answers 404, /api/services answers 404";
    await assert.rejects(kept({ answer: 0 }).reach(), { message });
    forwards.failures = ["kubectl: no pods"];
    await assert.rejects(kept({ answer: 0 }).reach(), {
      message: "Jaeger did not answer 200 within 0 s: kubectl: no pods",
    });
  });

  it("goes to the next free port when somebody took its own meanwhile", async () => {
    forwards.failures = ["kubectl: Unable to listen on port 16686: address already in use"];
    await kept().reach();
    assert.deepEqual(forwards.opened, [opened, "istio-system service/jaeger 16687:16686"]);
    assert.deepEqual(said, ["Jaeger: port 16686 is taken, so it is at 16687."]);
  });

  it("is opened anew when it ends, at the same port, and says so", async () => {
    const forward = kept();
    await forward.reach();
    const keeping = forward.keep();
    forwards.drop();
    await until("the new one", 5, () => said.length === 2);
    assert.deepEqual(said, [
      "Jaeger: its port-forward ended (error: lost connection to pod); opened anew, 1 of 2 times.",
      `Jaeger: answers again at ${pages.address}`,
    ]);
    assert.deepEqual(forwards.opened, [opened, opened]);
    end.abort();
    await keeping;
    assert.equal(forwards.open, 0);
    assert.equal(said.length, 2);
  });

  it("is given up when it ends again and again", async () => {
    const forward = kept();
    await forward.reach();
    const keeping = forward.keep();
    for (const times of [1, 2]) {
      forwards.drop();
      await until("the next one", 5, () => said.length === 2 * times);
    }
    forwards.drop("error: no pods");
    await keeping;
    assert.equal(said.at(-1), "Jaeger: its port-forward ended too often and is given up (error: no pods).");
    assert.equal(forwards.opened.length, 3);
    assert.equal(forwards.open, 0);
  });

  it("is not given up where each holds long enough", async () => {
    const forward = kept({ settled: 0 });
    await forward.reach();
    const keeping = forward.keep();
    for (const times of [1, 2, 3, 4]) {
      forwards.drop();
      await until("the next one", 5, () => said.length === 2 * times);
    }
    assert.match(said[6] ?? "", /1 of 2 times/);
    end.abort();
    await keeping;
  });

  it("is given up when what comes anew does not answer", async () => {
    const forward = kept({ answer: 0 });
    await forward.reach();
    forwards.failures = ["kubectl: no pods"];
    const keeping = forward.keep();
    forwards.drop();
    await keeping;
    assert.equal(said.at(-1), "Jaeger did not answer 200 within 0 s: kubectl: no pods; it is given up.");
  });

  it("ends with the command, also while it waits", async () => {
    await pages.close();
    pages = await Pages.serve({ "/": 503 });
    const forward = kept({ interval: 60 });
    const reached = forward.reach();
    await until("a look", 5, () => pages.asked.length === 3);
    end.abort();
    await assert.rejects(reached, { name: "AbortError" });
    assert.equal(forwards.open, 0);
    assert.deepEqual(said, []);
  });
});
