import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { openshiftDaemons, openshiftStopOrder } from "../../../../cluster/openshift";
import { daemons } from "../../../../cluster/openshift/names";
import type * as Simulation from "../../../../cluster/openshift/simulation";
import { load, sandbox } from "../../tools/harness";
import { temporaryLayout } from "../temporaryLayout";

describe("A simulation's process", () => {
  const { path } = sandbox();
  let pid: number | undefined;
  const simulation = () =>
    load<typeof Simulation>("cluster/openshift/simulation", {
      "cluster/openshift/names": load("cluster/openshift/names", { "cluster/layout": temporaryLayout(path()) }),
      "cluster/daemon": { running: () => (pid === undefined ? undefined : { pid }) },
    });

  it("counts as served when it has said so itself, not an earlier one of its name", () => {
    const { healthy } = simulation().simulation("olm-simulation", "olm", "main.ts");
    assert.equal(healthy(), false);
    simulation().sayReady("olm-simulation");
    assert.equal(healthy(), false);
    pid = process.pid;
    assert.equal(healthy(), true);
    pid = process.pid + 1;
    assert.equal(healthy(), false);
  });

  it("runs a program that is there", () => {
    for (const { name, args } of openshiftDaemons()) {
      const program = args.find((arg) => arg.endsWith(".ts"));
      if (name !== daemons.kwok) assert.ok(program && existsSync(program), name);
    }
  });

  it("is ended in an order in which nobody starts the operator again", () => {
    const started = openshiftDaemons().map(({ name }) => name);
    assert.deepEqual([...openshiftStopOrder].sort(), [...started, daemons.operator].sort());
    assert.ok(openshiftStopOrder.indexOf(daemons.olm) < openshiftStopOrder.indexOf(daemons.operator));
  });
});
