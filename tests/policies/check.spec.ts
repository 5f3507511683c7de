import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../policies/check/command";
import type { Line } from "../../policies/check/report";
import { rules } from "../../policies/rules";
import { casesOf, findingsOf, objectsIn } from "./cases";

/** What the command printed, and its exit code. */
function run(...args: string[]) {
  const out: string[] = [];
  const errors: string[] = [];
  const code = main(
    args,
    (text) => out.push(text),
    (text) => errors.push(text),
  );
  return { code, out: out.join("\n"), errors: errors.join("\n") };
}

const EDGE = `# the way in
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: shop
spec:
  selector: { istio: ingress }
  servers:
    - port: { number: 80, name: http, protocol: HTTP }
      hosts:
        - shop.example.com
        - "*"
`;

describe("istio-guard check", () => {
  let folder: string;
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const only = (...names: string[]) =>
    write(
      "policy-config.json",
      JSON.stringify({ all: "disabled", ...Object.fromEntries(names.map((one) => [one, "mandatory"])) }),
    );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "istio-guard-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const rule of rules) {
    it(`finds in files what the rule finds: ${rule.name}`, () => {
      for (const one of casesOf(rule.name)) {
        // Patches and lists of one kind are Pulumi's; YAML has neither.
        if (one.resources.some(({ type }) => /(Patch|List)$/.test(type))) continue;
        const expected = findingsOf(rule, objectsIn(one), one.config);
        const file = write("case.yaml", one.text);
        const settings = { all: "disabled", [rule.name]: { enforcementLevel: "mandatory", ...one.config } };
        const config = write("config.json", JSON.stringify(settings));
        const { code, out, errors } = run("check", file, "--config", config, "--format", "json");
        const lines = JSON.parse(out) as Line[];
        assert.deepEqual(
          lines.map(({ kind, namespace, name, path, found }) => [kind, namespace ?? undefined, name, path, found]),
          expected.map(({ object, path, found }) => [object.kind, object.namespace, object.name, path, found]),
          `${one.file} ${errors}`,
        );
        const refused = lines.some(({ silenced }) => silenced === undefined);
        assert.equal(code, refused ? 1 : 0, one.file);
      }
    });
  }

  it("prints findings as an array of objects, with the line of the value", () => {
    const file = write("edge.yaml", EDGE);
    const { code, out } = run("check", file, "--config", only("explicit-hosts"), "--format", "json");
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), [
      {
        rule: "explicit-hosts",
        codes: [],
        level: "mandatory",
        apiVersion: "networking.istio.io/v1",
        kind: "Gateway",
        namespace: "shop",
        name: "edge",
        path: "spec.servers[0].hosts[1]",
        found: '"*"',
        message:
          'found "*", which takes the requests for every host; allowed: full host names such as "shop.example.com"; ' +
          "fix: name each host that this Gateway is for",
        docs: "docs/policies/explicit-hosts.md",
        file,
        line: 13,
      },
    ]);
  });

  it("prints text for people, the findings of an object together", () => {
    const { out } = run("check", write("edge.yaml", EDGE), "--config", only("explicit-hosts"));
    assert.match(out, /^Gateway "edge", namespace "shop", networking\.istio\.io\/v1\n {2}mandatory explicit-hosts\n/);
    assert.match(out, /at {7}spec\.servers\[0\]\.hosts\[1\], .*edge\.yaml:13\n/);
    assert.match(out, /1 objects judged by 1 rules: 1 mandatory, 0 advisory$/);
  });

  it("prints SARIF", () => {
    const file = write("edge.yaml", EDGE);
    const { out } = run("check", file, "--config", only("explicit-hosts"), "--format", "sarif");
    const { version, runs } = JSON.parse(out) as { version: string; runs: Record<string, unknown>[] };
    assert.equal(version, "2.1.0");
    const results = runs[0]?.results as { ruleId: string; level: string; locations: unknown[] }[];
    assert.deepEqual(
      results.map(({ ruleId, level }) => [ruleId, level]),
      [["explicit-hosts", "error"]],
    );
    assert.match(JSON.stringify(results[0]?.locations), /"startLine":13/);
  });

  it("prints JUnit XML, escaped", () => {
    const file = write("edge.yaml", EDGE.replace("edge", '"<a&b>"'));
    const { out } = run("check", file, "--config", only("explicit-hosts", "istio-mutual"), "--format", "junit");
    assert.match(out, /<testsuite name="istio-guard" tests="2" failures="1">/);
    assert.match(out, /<testcase classname="istio-guard" name="explicit-hosts"><failure message="1 mandatory">/);
    assert.match(out, /<testcase classname="istio-guard" name="istio-mutual"\/>/);
    assert.match(out, /&lt;a&amp;b&gt;/);
  });

  it("lists what an annotation with a reason silences, as advice", () => {
    const silenced = EDGE.replace(
      "  name: edge",
      "  name: edge\n  annotations: { istio-guard.ignore/explicit-hosts: until March }",
    );
    const { code, out } = run(
      "check",
      write("edge.yaml", silenced),
      "--config",
      only("explicit-hosts"),
      "--format",
      "json",
    );
    const [line] = JSON.parse(out) as Line[];
    assert.deepEqual([code, line?.level, line?.silenced], [0, "advisory", "until March"]);
  });

  it("fails by the level that --fail-on names", () => {
    const file = write("edge.yaml", EDGE);
    const config = write("advice.json", '{ "all": "disabled", "explicit-hosts": "advisory" }');
    assert.equal(run("check", file, "--config", config).code, 0);
    assert.equal(run("check", file, "--config", config, "--fail-on", "advisory").code, 1);
    assert.equal(run("check", file, "--config", only("explicit-hosts"), "--fail-on", "never").code, 0);
  });

  it("reads folders, lists and JSON", () => {
    mkdirSync(join(folder, "in/deeper"), { recursive: true });
    write("in/a.yaml", EDGE);
    write("in/notes.txt", EDGE);
    const gateway = { apiVersion: "networking.istio.io/v1", kind: "Gateway", metadata: { name: "b" }, spec: {} };
    write("in/deeper/b.json", JSON.stringify({ apiVersion: "v1", kind: "List", items: [gateway, gateway] }));
    const { out } = run("check", join(folder, "in"), "--config", only("explicit-hosts"));
    assert.match(out, /3 objects judged/);
  });

  it("reads the inputs of Releases", () => {
    const release = write("release.yaml", "chart: istiod\nversion: 1.30.4\nname: istiod\nnamespace: istio-system\n");
    const { out } = run("check", "--release", release, "--format", "json");
    for (const line of JSON.parse(out) as Line[])
      assert.deepEqual([line.kind, line.namespace, line.name], ["Release", "istio-system", "istiod"]);
    assert.match(run("check", "--release", release).out, /1 objects judged/);
  });

  it("says what it left out", () => {
    const { errors } = run(
      "check",
      write("a.yaml", `${EDGE}---\nreplicaCount: 1\n`),
      "--config",
      only("explicit-hosts"),
    );
    assert.match(errors, /Not judged, without apiVersion and kind: .*a\.yaml:15/);
  });

  const wrong: [string, string[], RegExp][] = [
    ["no command", [], /a command is missing/],
    ["another command", ["lint"], /"lint" is no command/],
    ["nothing to judge", ["check"], /nothing to judge: name a file, a folder or -/],
    ["a file that is not there", ["check", "nowhere.yaml"], /nowhere\.yaml: there is no such file or folder/],
    ["an unknown option", ["check", "a.yaml", "--fast"], /Unknown option '--fast'/],
    [
      "an unknown format",
      ["check", "a.yaml", "--format", "xml"],
      /--format: "xml" is none; allowed: text, json, sarif, junit/,
    ],
    ["an unknown preset", ["check", "a.yaml", "--preset", "lax"], /--preset: "lax" is none; allowed: baseline/],
    ["an unknown level", ["check", "a.yaml", "--fail-on", "error"], /--fail-on: "error" is none; allowed: mandatory/],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what}`, () => {
      const { code, out, errors } = run(...args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(errors, message);
    });
  }

  it("refuses text that is not YAML, by its line, and says what a chart's template needs", () => {
    const broken = run("check", write("broken.yaml", "a: 1\nb: [\n"));
    assert.equal(broken.code, 2);
    assert.match(broken.errors, /broken\.yaml:\d: /);
    const template = run("check", write("template.yaml", "a: {{ .Values.a }}\n{{- if .b }}\nc: d\n{{- end }}\n"));
    assert.match(template.errors, /render it first: helm template/);
  });

  it("refuses settings that are wrong", () => {
    const file = write("edge.yaml", EDGE);
    const unknown = run("check", file, "--config", write("c.json", '{ "explicit-hosts-only": "advisory" }'));
    assert.equal(unknown.code, 2);
    assert.match(unknown.errors, /explicit-hosts-only: there is no such rule; did you mean explicit-hosts/);
    assert.match(run("check", file, "--config", write("d.json", "[]")).errors, /not an object of rule names/);
  });

  it("reads the standard input", function () {
    this.timeout(30_000);
    const cli = join(__dirname, "../../policies/cli.ts");
    const { status, stdout } = spawnSync(
      process.execPath,
      ["--require", "tsx/cjs", cli, "check", "-", "--config", only("explicit-hosts")],
      { input: EDGE, encoding: "utf8", cwd: join(__dirname, "../..") },
    );
    assert.equal(status, 1);
    assert.match(stdout, /-:13\n/);
  });
});
