import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import type * as Node from "../../../../cluster/openshift/node";
import { load, sandbox } from "../../tools/harness";
import { temporaryLayout } from "../temporaryLayout";

interface Stage {
  metadata: { name: string };
  spec: { resourceRef: { kind: string }; next: { statusTemplate?: string; delete?: boolean } };
}

describe("The simulated node of the openshift profile", () => {
  const { path } = sandbox();
  let ready = "";
  const node = () => {
    const layout = temporaryLayout(path());
    return load<typeof Node>("cluster/openshift/node", {
      "cluster/layout": layout,
      "cluster/openshift/names": load("cluster/openshift/names", { "cluster/layout": layout }),
      "cluster/processes": { kubectl: () => ready },
      "tools/paths": { toolBinary: () => "kwok" },
    });
  };

  it("is the only one that kwok looks after, by stages of its own for pods", () => {
    const module = node();
    module.writeStages();
    const { args } = module.kwok();
    const { metadata } = module.nodeObject() as Stage;
    assert.ok(args.includes(`--manage-single-node=${metadata.name}`));
    const file = args.find((arg) => arg.startsWith("--config="))?.slice("--config=".length) ?? "";
    const stages = parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as Stage);
    assert.deepEqual(
      stages.map(({ metadata: { name } }) => name),
      ["pod-ready", "pod-complete", "pod-delete"],
    );
    assert.ok(stages.every(({ spec }) => spec.resourceRef.kind === "Pod"));
  });

  it("gives pods its own address, where the stubs of the webhooks listen", () => {
    const [first] = node().podStages() as Stage[];
    assert.match(first?.spec.next.statusTemplate ?? "", /podIP: \{\{ NodeIPWith \.spec\.nodeName/);
  });

  it("counts as served once the node is Ready", () => {
    const { healthy } = node().kwok();
    assert.equal(healthy(), false);
    ready = "True";
    assert.equal(healthy(), true);
  });
});
