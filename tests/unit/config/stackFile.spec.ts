import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { parseSettings } from "../../../config";
import { schema } from "../../../config/schema";
import { ownKeys, readStackFile, settingsOfStackFile, stacks } from "../../../config/stackFile";
import { root } from "../../../config/target";

describe("A stack's file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "istio-mesh-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (content: string) => writeFileSync(join(folder, "Pulumi.mine.yaml"), content);

  it("is read for this project's keys only", () => {
    write("config:\n  istio-mesh:platform: openshift\n  kubernetes:context: x\n  pulumi:tags: { a: b }\n");
    assert.deepEqual(readStackFile("mine", folder), { platform: "openshift" });
  });

  it("may be empty", () => {
    write("");
    assert.deepEqual(readStackFile("mine", folder), {});
  });

  it("is missed by name, and the others are named", () => {
    write("");
    assert.throws(() => readStackFile("mien", folder), {
      message: 'There is no stack "mien": Pulumi.mien.yaml does not exist. There are: mine.',
    });
  });

  it("is checked before any cluster is there", () => {
    write("config:\n  istio-mesh:mesh: { mtls: PERMISSIVE }\n");
    assert.equal(settingsOfStackFile("mine", folder, {}).mesh.mtls, "PERMISSIVE");
  });

  it("is told its wrong cluster together with its other problems", () => {
    write("config:\n  istio-mesh:kubeconfig: gone\n  istio-mesh:platform: vms\n");
    assert.throws(() => settingsOfStackFile("mine", folder, {}), {
      message: [
        "The configuration of this stack is not valid:",
        '  istio-mesh:kubeconfig: found "gone"; allowed: the path of an existing kubeconfig',
        '  istio-mesh:platform: found "vms"; allowed: one of kubernetes, openshift',
      ].join("\n"),
    });
  });
});

describe("This project's files", () => {
  it("hold the stacks dev and openshift", () => {
    assert.deepEqual(
      stacks()
        .filter((stack) => ["dev", "openshift"].includes(stack))
        .sort(),
      ["dev", "openshift"],
    );
  });

  it("describe every key of the settings in Pulumi.yaml, with a type and a default", () => {
    const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
      config: Record<string, { type?: string; description?: string; default?: unknown }>;
    };
    assert.deepEqual(Object.keys(config).sort(), Object.keys(schema.shape).sort());
    for (const [key, { type, description, default: value }] of Object.entries(config)) {
      assert.ok(type && description && value !== undefined, key);
    }
  });
});

describe("The examples of docs/configuration.md", () => {
  const page = readFileSync(join(root, "docs", "configuration.md"), "utf8");
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = ""]) => yaml);

  it("are there", () => assert.ok(examples.length >= 4));

  for (const [index, example] of examples.entries()) {
    it(`are good settings: example ${index + 1}`, () => {
      const { config } = parse(example) as { config: Record<string, unknown> };
      assert.ok(parseSettings(ownKeys(config)));
    });
  }
});
