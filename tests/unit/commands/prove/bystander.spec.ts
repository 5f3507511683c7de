import assert from "node:assert/strict";
import type * as BystanderModule from "../../../../commands/prove/bystander";
import { proven } from "../../../../commands/prove/report";
import { load } from "../../tools/harness";
import { place } from "./places";

/** What fortio 1.63 answers. */
const started = JSON.stringify({ message: "started", RunID: 12, Count: 1, ResultID: "2026-11-20-162551_12" });
const stopped = JSON.stringify({ message: "stopped", RunID: 12, Count: 1, ResultID: "2026-11-20-162551_12" });
const over = JSON.stringify({ message: "stopping", RunID: 12, Count: 0, ResultID: "", ResultURL: "" });

describe("A bystander", () => {
  let asked: URL[];
  let answers: Record<string, string>;
  beforeEach(() => {
    asked = [];
    answers = { run: started, stop: stopped, "2026-11-20-162551_12.json": '{"RetCodes":{"200":2040}}' };
  });

  const { Bystander, undisturbed } = load<typeof BystanderModule>("commands/prove/bystander", {
    "commands/prove/istiod": {
      kubectlAsync: (args: string[]) => {
        const curl = "exec -n tools deployment/fortio -c fortio -- /usr/bin/fortio curl -quiet -loglevel Error ";
        assert.ok(args.join(" ").startsWith(curl), args.join(" "));
        const url = new URL(args.at(-1) ?? "");
        asked.push(url);
        const answer = answers[url.pathname.replace(/.*\//, "")];
        return answer === undefined ? Promise.reject(new Error("unreachable")) : Promise.resolve(answer);
      },
    },
  });
  const run = async () => {
    const bystander = new Bystander(place);
    await bystander.start();
    return bystander.stop();
  };

  it("calls another service at 200 calls a second, and would end by itself if nobody ended it", async () => {
    await new Bystander(place).start();
    const [{ pathname, searchParams } = new URL("x:")] = asked;
    assert.equal(pathname, "/fortio/rest/run");
    assert.deepEqual(Object.fromEntries(searchParams), {
      url: "http://catalogue.shop.svc.cluster.local/catalogue",
      qps: "200",
      c: "4",
      t: "10m",
      async: "on",
      save: "on",
    });
  });

  it("is ended, and says what its own run saw", async () => {
    assert.deepEqual(await run(), { calls: 2040, lost: 0 });
    assert.deepEqual(asked.map(({ pathname, search }) => pathname + search).slice(1), [
      "/fortio/rest/stop?runid=12&wait=true",
      "/fortio/data/2026-11-20-162551_12.json",
    ]);
  });

  it("counts as lost whatever is no 200, with an answer or without", async () => {
    answers["2026-11-20-162551_12.json"] = '{"RetCodes":{"-1":2,"200":95,"503":3}}';
    assert.deepEqual(await run(), { calls: 100, lost: 5 });
    answers["2026-11-20-162551_12.json"] = '{"RetCodes":{"404":7}}';
    assert.deepEqual(await run(), { calls: 7, lost: 7 });
  });

  it("says what it saw though it had ended by itself", async () => {
    answers.stop = over;
    assert.deepEqual(await run(), { calls: 2040, lost: 0 });
  });

  it("says that it could not call at all: that is no silence of the mesh", async () => {
    for (const nothing of ['{"RunType":"HTTP"}', '{"RetCodes":null}', '{"RetCodes":{}}']) {
      answers["2026-11-20-162551_12.json"] = nothing;
      await assert.rejects(run(), { message: "The bystander could not make a single call to catalogue." });
    }
  });

  it("is ended once, and saw nothing where it was never started", async () => {
    const bystander = new Bystander(place);
    assert.deepEqual(await bystander.stop(), { calls: 0, lost: 0 });
    delete answers.run;
    await assert.rejects(bystander.start(), { message: "unreachable" });
    assert.deepEqual(await bystander.stop(), { calls: 0, lost: 0 });
    assert.equal(asked.length, 1);
    answers.run = started;
    await bystander.start();
    delete answers.stop;
    await assert.rejects(bystander.stop(), { message: "unreachable" });
    assert.deepEqual(await bystander.stop(), { calls: 0, lost: 0 });
  });

  describe("of several switches", () => {
    const seen = (...bystandings: BystanderModule.Bystanding[]) => {
      const proof = undisturbed(bystandings);
      return { ...proof.judgements[0], proven: proven(proof), aside: proof.aside };
    };
    const well = { step: "abort-carts", calls: 1000, lost: 0 };

    it("proves that none lost a call, beside the scenarios", () => {
      assert.deepEqual(seen(well, { ...well, step: "delay-carts" }), {
        expected: "no call to catalogue is lost in 2 switches",
        seen: "0 of 2000 lost",
        passed: true,
        proven: true,
        aside: true,
      });
    });

    it("names the switches that did", () => {
      const { seen: told, proven: well2 } = seen(
        well,
        { step: "b", calls: 10, lost: 1 },
        { step: "c", calls: 9, lost: 9 },
      );
      assert.deepEqual([told, well2], ["1 in b, 9 in c, of 1019", false]);
    });

    it("proves nothing without calls", () => assert.equal(seen().proven, false));
  });
});
