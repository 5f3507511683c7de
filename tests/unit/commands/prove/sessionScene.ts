import assert from "node:assert/strict";
import { undisturbed } from "../../../../commands/prove/bystander";
import { Interruption } from "../../../../commands/prove/interruption";
import type * as ProveStep from "../../../../commands/prove/proveStep";
import { unproven } from "../../../../commands/prove/proveStep";
import type * as SessionModule from "../../../../commands/prove/session";
import type { Recovery } from "../../../../commands/recover";
import type { RawSettings } from "../../../../config";
import { alphaPerCheck } from "../../../../scenarios/statistics";
import { load } from "../../tools/harness";
import { lesson } from "./lesson";
import { needs, settings } from "./places";

/** All that happens, in order; what fails or does more is told by its name. */
interface Happenings {
  did: string[];
  /** The message of what fails. */
  fails: Record<string, string>;
  when: Record<string, () => void>;
  written: RawSettings[];
}

/** Begun anew for each test by `scene()`. */
export const happenings: Happenings = { did: [], fails: {}, when: {}, written: [] };

const step = (name: string): void => {
  happenings.did.push(name);
  happenings.when[name]?.();
  if (happenings.fails[name]) throw new Error(happenings.fails[name]);
};
const later = (name: string) => Promise.resolve(name).then(step);

/** Which step is in force. */
const current = () => (happenings.written.at(-1)?.scenario as string | undefined) ?? "base";

const { Session } = load<typeof SessionModule>("commands/prove/session", {
  "config/stackFile": { settingsOfStackFile: () => settings(needs) },
  "commands/environment": { stack: "dev" },
  "commands/prepare": { say: (line: string) => step(line.replace(/ \([\d.]+ s\)$/, "")) },
  "commands/foreignNamespaces": { refuseForeignNamespaces: () => step("refuse foreign") },
  "commands/prove/bystander": {
    undisturbed,
    Bystander: class {
      start = () => later("start");
      stop = () => later("stop").then(() => ({ calls: 100, lost: current() === "lossy" ? 2 : 0 }));
    },
  },
  "commands/prove/distribution": {
    Distribution: class {
      constructor(readonly where: object) {
        assert.deepEqual(where, {
          meshNamespace: "istio-system",
          namespace: "tools",
          host: "fortio.tools.svc.cluster.local",
        });
      }
      settled = () => later(`settled ${current()}`);
      remove = () => step("remove barrier");
    },
  },
  "commands/prove/proveStep": {
    unproven,
    proveStep: (async (scenario, { loads }, { alpha, place, interruption }) => {
      interruption.check();
      const { url, host } = place.address({ gateway: "sockShop", path: "/" });
      assert.deepEqual(
        [alpha, url, host],
        [alphaPerCheck(3), "http://istio-ingressgateway.istio-system.svc.cluster.local/", "shop.example.com"],
      );
      const passed = scenario.name !== "wrong";
      const judgements = [{ expected: "", seen: "", passed }];
      await later(`loads ${current()}`);
      return loads.map(({ what }) => ({ scenario: scenario.name, title: "", load: what, judgements, seconds: 1 }));
    }) satisfies typeof ProveStep.proveStep,
  },
});

export const own: RawSettings = {
  namespaces: [{ name: "shop" }],
  sockShop: { namespace: "shop", host: "shop.example.com" },
  scenario: "abort-carts",
};

export const shares = { kind: "share", of: { code: 500 }, share: 0.8 } as const;

/** Three checks in which chance plays a part. */
const lessons = [lesson("one", [[shares]]), lesson("two", [[shares, shares], []], ["frontEndV2"])];

/** A session in which nothing is real but itself, for the tests of one describe(). */
export function scene(): (scenarios?: typeof lessons) => SessionModule.Session {
  let interruption: Interruption;
  beforeEach(() => {
    Object.assign(happenings, { did: [], fails: {}, when: {}, written: [] });
    interruption = new Interruption();
  });
  afterEach(() => interruption.release());
  const work = { settings: own, write: (given: RawSettings) => happenings.written.push(given) } as never;
  const up = (recovery?: Recovery) => later(`up ${current()}${recovery ? " recovering" : ""}`);
  return (scenarios = lessons) => new Session(scenarios, work, { up } as never, interruption);
}
