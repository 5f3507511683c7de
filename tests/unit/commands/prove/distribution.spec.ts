import assert from "node:assert/strict";
import type * as DistributionModule from "../../../../commands/prove/distribution";
import { Deadline } from "../../../../commands/prove/distribution/deadline";
import { IstiodGone } from "../../../../commands/prove/istiod";
import { load } from "../../tools/harness";

describe("A deadline", () => {
  it("says what was waited for, and names five of those behind", async () => {
    const deadline = new Deadline(0);
    await assert.rejects(
      deadline.untilNothing("rain", () => Promise.resolve([..."abcdefg"])),
      { message: "Waited 0 s for rain, in vain. Behind: a; b; c; d; e and 2 more." },
    );
    assert.equal(deadline.passed, true);
  });

  it("is for all waits together, and lets errors pass", async () => {
    const deadline = new Deadline(60);
    let looks = 0;
    await deadline.untilNothing("the second look", () => Promise.resolve(++looks === 2 ? [] : ["a"]));
    // A timer of Node.js may come a millisecond before its time.
    assert(deadline.seconds >= 0.09 && !deadline.passed);
    await assert.rejects(
      deadline.untilNothing("rain", () => Promise.reject(new Error("flood"))),
      { message: "flood" },
    );
  });
});

describe("The distribution of what the API server holds", () => {
  const where = { meshNamespace: "istio-system", namespace: "shop", host: "fortio.shop.svc.cluster.local" };
  const happened: string[] = [];
  let failures: Error[] = [];
  beforeEach(() => {
    happened.length = 0;
    failures = [];
  });

  const said = (what: string) => {
    happened.push(what);
    return Promise.resolve();
  };
  const { Distribution } = load<typeof DistributionModule>("commands/prove/distribution", {
    "commands/prove/istiod": {
      IstiodGone,
      readyIstiods: () => Promise.resolve([{ name: "istiod-1" }, { name: "istiod-2" }]),
      connectAll: (pods: { name: string }[]) =>
        Promise.resolve(pods.map(({ name }) => ({ pod: { name }, close: () => void said(`closed ${name}`) }))),
    },
    "commands/prove/distribution/store": { objectsOfApi: () => Promise.resolve([]) },
    "commands/prove/distribution/held": { untilHeld: () => said("held") },
    "commands/prove/distribution/rollCall": {
      RollCall: class {
        absent = () => said("called").then(() => []);
      },
    },
    "commands/prove/distribution/barrier": {
      Barrier: class {
        write = () => said("barrier");
        remove = () => void said("removed");
      },
    },
    "commands/prove/distribution/follower": {
      Follower: class {
        proxies = [{ proxy: "a.shop" }];
        behind = () => {
          const failure = failures.pop();
          return failure ? Promise.reject(failure) : said("looked").then(() => []);
        };
      },
    },
  });

  it("is settled in order: store, barrier, proxies of every istiod, roll call; and every istiod is left", async () => {
    const { proxies, seconds } = await new Distribution(where).settled();
    assert.deepEqual(happened, ["held", "barrier", "looked", "looked", "called", "closed istiod-1", "closed istiod-2"]);
    assert.equal(proxies, 1, "one that was connected to both");
    assert(seconds < 5);
  });

  it("begins anew when an istiod goes away", async () => {
    failures = [new IstiodGone("istiod-1 does not answer")];
    await new Distribution(where).settled();
    assert.equal(happened.filter((what) => what === "barrier").length, 2);
    assert.equal(happened.filter((what) => what.startsWith("closed")).length, 4);
  });

  it("does not begin anew for ever, nor for another error", async () => {
    failures = [new IstiodGone("istiod-1 does not answer")];
    await assert.rejects(new Distribution(where).settled(0), IstiodGone);
    failures = [new Error("a.shop refuses its Cluster")];
    await assert.rejects(new Distribution(where).settled(), /refuses/);
  });

  it("leaves nothing behind when told", () => {
    new Distribution(where).remove();
    assert.deepEqual(happened, ["removed"]);
  });
});
