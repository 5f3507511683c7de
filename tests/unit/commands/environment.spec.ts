import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { relative } from "node:path";
import type * as Environment from "../../../commands/environment";
import type { RawSettings } from "../../../config";
import { temporaryLayout } from "../cluster/temporaryLayout";
import { file, load, root, sandbox } from "../tools/harness";

describe("The environment of a stack", () => {
  const { path } = sandbox();
  const kubeconfig = () => path("checkout", ".local", "kubeconfig");
  const localState = () => path("checkout", ".local", "state");
  const module = (raw: RawSettings = {}, pulumiOnPath = true) =>
    load<typeof Environment>("commands/environment", {
      "cluster/layout": temporaryLayout(path()),
      "config/target": { root: path("checkout") },
      "commands/ownCluster": { clusterName: () => "192.0.2.1-6443" },
      "config/stackFile": { readStackFile: () => raw },
      "tools/cache": {
        cacheFolder: path("cache"),
        toolFolder: ({ name }: { name: string }) => path("cache", "tools", name),
      },
      "tools/onPath": { foundOnPath: () => pulumiOnPath },
      "tools/paths": { toolPath: () => [path("cache", "tools", "kubectl")] },
    });
  beforeEach(() => {
    for (const name of [
      "KUBECONFIG",
      "STACK",
      ...Object.keys(process.env).filter((key) => key.startsWith("PULUMI_")),
    ]) {
      delete process.env[name];
    }
    process.env.PATH = "/usr/bin";
  });

  describe("is the local cluster's", () => {
    const table: [string, RawSettings, string | undefined, boolean][] = [
      ["where nobody names another", {}, undefined, true],
      ["where KUBECONFIG is empty", {}, "", true],
      ["where KUBECONFIG names it", {}, "own", true],
      ["where KUBECONFIG names it from here", {}, "relative", true],
      ["not where KUBECONFIG names another", {}, "/home/me/.kube/config", false],
      ["not where KUBECONFIG names several", {}, "own:/home/me/.kube/config", false],
      ["not where the stack names a kubeconfig", { kubeconfig: "~/.kube/config" }, undefined, false],
      ["not where the stack names a context", { context: "prod" }, undefined, false],
      ["not where the stack names a context, whatever KUBECONFIG says", { context: "prod" }, "own", false],
      ["where the stack's names are empty", { kubeconfig: "", context: "" }, undefined, true],
    ];
    for (const [what, raw, KUBECONFIG, expected] of table) {
      it(what, () => {
        const named =
          KUBECONFIG === "relative" ? relative(process.cwd(), kubeconfig()) : KUBECONFIG?.replace("own", kubeconfig());
        assert.equal(module().isLocal(raw, { KUBECONFIG: named }), expected);
      });
    }
  });

  it("of the local cluster names it and keeps its state beside it, for its owner only", () => {
    assert.deepEqual(module().environment(), {
      PATH: `${path("cache", "tools", "kubectl")}:/usr/bin`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_NODEJS_TSCONFIG_PATH: path("checkout", "tsconfig.run.json"),
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      KUBECONFIG: kubeconfig(),
      PULUMI_BACKEND_URL: `file://${localState()}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    });
    assert.equal(statSync(localState()).mode & 0o777, 0o700);
  });

  it("of another cluster leaves KUBECONFIG alone and keeps its state where `make cluster-down` does not come", () => {
    const { KUBECONFIG, PULUMI_BACKEND_URL } = module({ context: "prod" }).environment();
    assert.equal(KUBECONFIG, undefined);
    assert.equal(PULUMI_BACKEND_URL, `file://${path("checkout", ".state", "192.0.2.1-6443")}`);
    assert.equal(existsSync(path("checkout", ".local")), false);
  });

  it("says nothing of secrets where the person named a backend", () => {
    process.env.PULUMI_BACKEND_URL = "s3://bucket";
    const names = Object.keys(module().environment());
    for (const name of ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"]) {
      assert.ok(!names.includes(name), name);
    }
  });

  it("keeps the person's passphrase", () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = "hunter2";
    assert.equal(module().environment().PULUMI_CONFIG_PASSPHRASE, "hunter2");
  });

  it("in a shell that `make env` has set up for the local cluster is still each stack's own", () => {
    Object.assign(process.env, module().environment());
    assert.equal(module().environment().PULUMI_BACKEND_URL, `file://${localState()}`);
    assert.equal(
      module({ context: "prod" }).environment().PULUMI_BACKEND_URL,
      `file://${path("checkout", ".state", "192.0.2.1-6443")}`,
    );
  });

  it("gives a CLI that was built here a home with its language host and provider, linked once", () => {
    for (const name of ["pulumi", "pulumi-language-nodejs", "pulumi-resource-kubernetes"]) {
      file(path("cache", "tools", name, name), name);
    }
    const first = module({}, false).environment();
    const second = module({}, false).environment();
    assert.deepEqual(first, second);
    const home = first.PULUMI_HOME ?? "";
    assert.deepEqual(readdirSync(`${home}/bin`), ["pulumi", "pulumi-language-nodejs"]);
    const plugin = `${home}/plugins/resource-kubernetes-v${first.ISTIO_MESH_PROVIDER_VERSION}/pulumi-resource-kubernetes`;
    assert.equal(
      statSync(plugin).ino,
      statSync(path("cache", "tools", "pulumi-resource-kubernetes", "pulumi-resource-kubernetes")).ino,
    );
    assert.equal(first.PATH, `${home}/bin:${path("cache", "tools", "kubectl")}:/usr/bin`);
    assert.equal(first.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION, "true");
  });

  it("has stack dev where none is named", () => {
    assert.equal(module().stack, "dev");
    process.env.STACK = "prod";
    assert.equal(module().stack, "prod");
  });

  it("is printed so that a shell takes it, whatever is in it", () => {
    mkdirSync(path("it's $HOME"));
    const lines: string[] = [];
    const real = console.log;
    console.log = (line: string) => lines.push(line);
    try {
      load("commands/env", { "commands/environment": { environment: () => ({ ODD: 'it\'s $HOME `x` "y"\n\\z' }) } });
    } finally {
      console.log = real;
    }
    const shell = `${lines.join("\n")}\nprintf %s "$ODD"`;
    assert.equal(execFileSync("/bin/sh", ["-c", shell], { encoding: "utf8", cwd: root }), 'it\'s $HOME `x` "y"\n\\z');
  });
});
