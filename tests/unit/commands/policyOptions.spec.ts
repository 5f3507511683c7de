import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type * as PolicyOptions from "../../../commands/policyOptions";
import { file, load, sandbox } from "../tools/harness";

describe("The policy pack's options", () => {
  const { path } = sandbox();
  const before = process.listeners("exit");
  /** What would happen at this process's end. */
  const exit = () => {
    for (const listener of process.listeners("exit").filter((one) => !before.includes(one))) {
      process.off("exit", listener);
      listener(0);
    }
  };
  afterEach(exit);

  const options = (scenario?: unknown, exceptions?: object, local = false) =>
    load<typeof PolicyOptions>("commands/policyOptions", {
      "commands/environment": { stack: "staging", isLocal: () => local },
      "cluster/layout": { policyExceptions: path("local.json") },
      "config/stackFile": { readStackFile: () => ({ scenario }) },
      ...(exceptions && { scenarios: { findStep: () => ({ scenario: { exceptions } }) } }),
    }).policyOptions(path());
  const pack = () => ["--policy-pack", path("policies")];
  const own = (content: object) => file(path("policy-config.staging.json"), JSON.stringify(content));
  /** The name of the file with exceptions, after the options that come before it. */
  const exceptionsIn = ([first = "", folder = "", option, name = "", ...more]: string[]) => {
    assert.deepEqual([first, folder, option, more], [...pack(), "--policy-pack-config", []]);
    return name;
  };
  const content = (name: string) => JSON.parse(readFileSync(name, "utf8")) as object;

  it("are the pack alone where nothing is excepted", () => {
    file(path("policy-config.dev.json"), "{}");
    assert.deepEqual(options(), pack());
    assert.deepEqual(options("abort-carts"), pack());
  });

  it("have the stack's exceptions, with and without a scenario", () => {
    const name = own({ all: "advisory" });
    assert.equal(exceptionsIn(options()), name);
    assert.equal(exceptionsIn(options("abort-carts")), name);
  });

  it("have those of the scenario that is switched on, in any of its steps", () => {
    assert.deepEqual(content(exceptionsIn(options("tls-disable-gives-503"))), { "istio-mutual": "advisory" });
    assert.deepEqual(content(exceptionsIn(options("any/2", { all: "disabled" }))), { all: "disabled" });
  });

  it("have both, those of the scenario before the stack's, whose file stays as it is", () => {
    const name = own({ "explicit-hosts": "disabled", "istio-mutual": "mandatory" });
    const text = readFileSync(name, "utf8");
    assert.deepEqual(content(exceptionsIn(options("tls-disable-gives-503"))), {
      "explicit-hosts": "disabled",
      "istio-mutual": "advisory",
    });
    assert.equal(readFileSync(name, "utf8"), text);
  });

  it("have what the local cluster cannot have otherwise, there alone and beneath the stack's own", () => {
    own({ "explicit-hosts": "disabled" });
    file(path("local.json"), JSON.stringify({ "maistra-control-plane": "advisory", "explicit-hosts": "advisory" }));
    assert.deepEqual(content(exceptionsIn(options(undefined, undefined, true))), {
      "maistra-control-plane": "advisory",
      "explicit-hosts": "disabled",
    });
    assert.deepEqual(content(exceptionsIn(options())), { "explicit-hosts": "disabled" });
    file(path("local.json"), "{}");
    assert.deepEqual(content(exceptionsIn(options(undefined, undefined, true))), { "explicit-hosts": "disabled" });
  });

  it("have nothing to do with what is no scenario: the settings' check says what it is", () => {
    for (const scenario of ["tls-disable-gives-503/2", "unknown", "", 503, null]) {
      assert.deepEqual(options(scenario), pack());
    }
  });

  it("name a file that others cannot read, and that is gone when the command has ended", () => {
    const folder = dirname(exceptionsIn(options("tls-disable-gives-503")));
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    exit();
    assert.equal(existsSync(folder), false);
  });
});
