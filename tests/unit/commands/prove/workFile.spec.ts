import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { parse } from "yaml";
import { WorkFile } from "../../../../commands/prove/workFile";
import { readStackFile } from "../../../../config/stackFile";
import { targetCluster } from "../../../../config/target";
import { file, sandbox } from "../../tools/harness";

const text = `# Ours.
secretsprovider: awskms://alias/ours
encryptedkey: AQEB
config:
  kubernetes:context: mine
  aws:token:
    secure: v1:abc:def
  istio-mesh:kubeconfig: ./mine
  istio-mesh:apps: &apps
    - { name: clock, env: { SINCE: "2026-01-01", LEVEL: "1_000", MASK: "0b11", MODE: "off", CODE: "0777" }, replicas: 2 }
  other:apps: *apps
`;

describe("The stack file of a proof", () => {
  // Before the sandbox takes the file away.
  afterEach(() => {
    work.remove();
    assert.equal(readFileSync(own(), "utf8"), text, "a person's file is never written to");
  });
  const { path } = sandbox();
  const own = () => path("Pulumi.staging.yaml");
  let work: WorkFile;
  beforeEach(() => {
    process.env.STACK_FILE = file(own(), text);
    work = new WorkFile("staging");
  });
  const written = () => readFileSync(process.env.STACK_FILE ?? "", "utf8");
  const content = () => parse(written()) as Record<string, Record<string, unknown>>;

  it("is a copy with all that the stack's own has, other people's keys and what Pulumi keeps there too", () => {
    assert.notEqual(process.env.STACK_FILE, own());
    assert.deepEqual(content(), parse(text));
    assert.deepEqual(readStackFile("staging"), work.settings);
  });

  it("has other settings, and only the others stay", () => {
    work.write({ scenario: "abort-carts", mesh: { mtls: "STRICT" } });
    const { config, ...rest } = content();
    assert.deepEqual(rest, { secretsprovider: "awskms://alias/ours", encryptedkey: "AQEB" });
    assert.deepEqual(config, {
      "kubernetes:context": "mine",
      "aws:token": { secure: "v1:abc:def" },
      "other:apps": (parse(text) as typeof rest).config?.["other:apps"],
      "istio-mesh:scenario": "abort-carts",
      "istio-mesh:mesh": { mtls: "STRICT" },
    });
    assert.equal((work.settings.apps as unknown[]).length, 1, "what the stack has itself is still known");
  });

  it("has texts in quotes: Pulumi takes 2026-01-01 for a time, 1_000 and 0b11 for numbers", () => {
    for (const value of ["2026-01-01", "1_000", "0b11", "off", "0777"])
      assert.ok(written().includes(`"${value}"`), value);
    assert.match(written(), /"replicas": 2$/m);
  });

  it("is read by nobody else, and its name is the stack's", () => {
    const name = process.env.STACK_FILE ?? "";
    assert.ok(name.endsWith("/Pulumi.staging.yaml"));
    assert.deepEqual([statSync(name).mode & 0o777, statSync(dirname(name)).mode & 0o777], [0o600, 0o700]);
  });

  it("leads to the same cluster, though it lies elsewhere: paths are the project's, not the file's", () => {
    const before = parse(text) as { config: Record<string, string> };
    const kubeconfig = before.config["istio-mesh:kubeconfig"];
    file(path("mine"), "{}");
    assert.deepEqual(targetCluster(readStackFile("staging"), {}, path()), targetCluster({ kubeconfig }, {}, path()));
    assert.equal(targetCluster(readStackFile("staging"), {}, path()).target?.kubeconfig, "mine");
  });

  it("goes, and the stack's own counts again", () => {
    const name = process.env.STACK_FILE ?? "";
    work.remove();
    assert.equal(process.env.STACK_FILE, own());
    assert.equal(existsSync(dirname(name)), false);
    assert.throws(() => work.write({}), /ENOENT/);
    work.remove();
  });

  it("goes where STACK_FILE named none, and names none again", () => {
    const before = process.env.STACK_FILE;
    work.remove();
    delete process.env.STACK_FILE;
    // The repository's own file of the stack openshift.
    const other = new WorkFile("openshift");
    assert.ok(process.env.STACK_FILE);
    other.remove();
    assert.equal("STACK_FILE" in process.env, false);
    process.env.STACK_FILE = before;
  });

  it("goes at the latest with this process", () => {
    const [end] = process.listeners("exit").slice(-1);
    assert.ok(end);
    end(1);
    assert.equal(process.env.STACK_FILE, own());
    assert.ok(!process.listeners("exit").includes(end));
  });
});
