import assert from "node:assert/strict";
import { relative } from "node:path";
import type { Proof } from "../../../../commands/prove/report";
import { load, sandbox } from "../../tools/harness";
import { abort } from "./proofs";

/** What happens in one test, in order; what fails is told by its name. */
export class Happenings {
  did: string[] = [];
  fails: Record<string, string> = {};
  when: Record<string, () => void> = {};
  /** What the terminal shows. */
  printed = "";
  stack = "dev";
  takesOver = false;
}

/** `make prove` in a folder of its own, in which nothing is real but itself and its reports. */
export function proveScene() {
  const { path } = sandbox();
  const log = console.log;
  const listening = () => (["SIGINT", "SIGTERM"] as const).map((signal) => process.listeners(signal));
  const listened = listening();
  let now = new Happenings();
  beforeEach(() => {
    now = new Happenings();
    delete process.env.NAME;
    delete process.env.STACK_FILE;
    console.log = (text: string) => (now.printed += `${text}\n`);
  });
  afterEach(() => {
    console.log = log;
    assert.deepEqual(listening(), listened, "a signal ends the program again");
  });

  const step = (name: string) => {
    now.did.push(name);
    now.when[name]?.();
    if (now.fails[name]) throw new Error(now.fails[name]);
  };
  const later = (name: string) => Promise.resolve(name).then(step);

  const prove = (proofs: Proof[] = [abort]) => {
    let work: () => Promise<number> = () => Promise.resolve(-1);
    load("commands/prove", {
      "config/target": { root: path() },
      "commands/environment": { stack: now.stack },
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/prepare": {
        prepare: () => later("prepare"),
        say: (line: string) => now.did.push(line.replace(/\d+ s/, "N s")),
      },
      "commands/recover": {
        recover: () => later("recover").then(() => ({ takesOver: now.takesOver })),
      },
      "commands/prove/refuse": { refuseUnprovable: (name: string) => step(`refuse on ${name}`) },
      "commands/prove/workFile": {
        WorkFile: class {
          constructor(name: string) {
            step(`work file of ${name}`);
          }
          remove = () => step("remove work file");
        },
      },
      "commands/prove/rollout": {
        Rollout: class {
          constructor(name: string) {
            step(relative(path(), name));
          }
          up = (recovery?: object) => later(recovery ? "up recovering" : "up");
        },
      },
      "commands/prove/session": {
        Session: class {
          proofs = proofs;
          constructor(readonly chosen: { name: string }[]) {}
          refuseForeign = () => step("refuse foreign");
          run = () => later(`run ${this.chosen.length}`);
        },
      },
    });
    return work();
  };

  /** What the program's end does of itself. */
  const end = () => {
    const added = listening().map((listeners, index) => listeners.filter((one) => !listened[index]?.includes(one)));
    for (const one of added[0] ?? []) process.off("SIGINT", one);
    for (const one of added[1] ?? []) process.off("SIGTERM", one);
  };

  return { prove, path, now: () => now, end };
}
