import assert from "node:assert/strict";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import type * as Pulumi from "../../../commands/pulumi";
import { file, load, program, sandbox } from "../tools/harness";

describe("The Pulumi CLI of the commands", () => {
  const { path } = sandbox();
  const stackFile = () => path("Pulumi.dev.yaml");
  let state: object | undefined;
  let ownBackend: boolean;
  const module = () =>
    load<typeof Pulumi>("commands/pulumi", {
      "config/target": { root: path() },
      "config/stackFile": { stackFile },
      "commands/state": { readState: () => state },
      "commands/environment": {
        hasOwnBackend: () => ownBackend,
        stack: "dev",
        environment: () => ({ PATH: `${path("bin")}:/bin:/usr/bin`, OURS: "1" }),
      },
    });
  const cli = (script: string) => program(path("bin", "pulumi"), script);
  const said = () => readFileSync(path("said"), "utf8");
  beforeEach(() => {
    [state, ownBackend] = [undefined, false];
    file(stackFile(), "config:\n  istio-mesh:mesh: {} # a comment\n");
  });

  it("runs in the project, on the stack, with its environment and the mark of the run", async () => {
    cli(`echo "$PWD|$*|$OURS|$EXTRA|$ISTIO_MESH_RUN" > ${path("said")}; exit 7`);
    assert.equal(await module().pulumi(["up", "--yes"], { EXTRA: "2" }), 7);
    assert.equal(said(), `${path()}|up --yes --stack dev --config-file ${stackFile()}|1|2|${path()}#dev\n`);
    assert.equal(module().runMark, `ISTIO_MESH_RUN=${path()}#dev`);
  });

  it("has a temporary folder of each run, which goes with what the run left there", async () => {
    cli(`echo kubeconfig > "$TMPDIR/copy"; echo "$TMPDIR" > ${path("said")}; test "$(stat -c %a "$TMPDIR")" = 700`);
    assert.equal(await module().pulumi(["up"]), 0);
    assert.equal(existsSync(said().trim()), false);
  });

  it("prints into an open file in place of this terminal, and is not asked anything there", async () => {
    cli("echo out; echo error >&2; read -r answer || echo 'no input'");
    const log = openSync(path("log"), "w");
    assert.equal(await module().pulumi(["up"], {}, log), 0);
    closeSync(log);
    assert.equal(readFileSync(path("log"), "utf8"), "out\nerror\nno input\n");
  });

  it("ends with 1 when a signal ends it, and listens to Ctrl-C no longer", async () => {
    const listeners = process.listenerCount("SIGINT");
    cli("kill -9 $$");
    assert.equal(await module().pulumi(["up"]), 1);
    assert.equal(process.listenerCount("SIGINT"), listeners);
  });

  it("gives what it prints, of what it is given", () => {
    cli('echo "$@"; cat');
    assert.equal(module().pulumiOutput(["stack", "import"], "{}"), "stack import\n{}");
  });

  it("says what was asked and what the CLI complained of", () => {
    cli("echo 'no stack' >&2; exit 255");
    assert.throws(() => module().pulumiOutput(["stack", "output"]), { message: "pulumi stack output: no stack\n" });
  });

  it("makes the stack only where there is none", () => {
    cli(`echo "$@" > ${path("said")}`);
    state = {};
    module().ensureStack();
    assert.throws(said, /ENOENT/);
    state = undefined;
    module().ensureStack();
    assert.equal(said(), "stack select dev --create --non-interactive\n");
  });

  describe("leaves the stack's file", () => {
    const salt = "encryptionsalt: v1:abc\n";
    const writesSalt = () => cli(`echo 'encryptionsalt: v1:abc' >> ${stackFile()}; exit 1`);
    const ways: [string, () => Promise<unknown>][] = [
      ["up", () => module().pulumi(["up"])],
      [
        "output",
        () =>
          Promise.resolve()
            .then(() => module().pulumiOutput(["stack"]))
            .catch(() => undefined),
      ],
    ];
    for (const [what, run] of ways) {
      it(`as it was after ${what}, though the CLI wrote its salt there`, async () => {
        const before = readFileSync(stackFile(), "utf8");
        writesSalt();
        await run();
        assert.equal(readFileSync(stackFile(), "utf8"), before);
      });
    }

    it("as it was laid out, with its comments, where the CLI only wrote it anew", async () => {
      const text = "# Mine.\nconfig:\n  istio-mesh:sockShop: { namespace: shop }\n";
      file(stackFile(), text);
      cli(`printf 'config:\n  istio-mesh:sockShop: {namespace: shop}\nencryptionsalt: v1:abc\n' > ${stackFile()}`);
      await module().pulumi(["up"]);
      assert.equal(readFileSync(stackFile(), "utf8"), text);
    });

    it("as a person laid it out during the run, comments and all", async () => {
      const text = "config:\n  istio-mesh:mesh: {} # mine\n";
      cli(`printf '${text}' > ${stackFile()}`);
      await module().pulumi(["up"]);
      assert.equal(readFileSync(stackFile(), "utf8"), text);
    });

    it("with the salt that its secrets need", async () => {
      const text = `${salt}config:\n  istio-mesh:key:\n    secure: v1:xyz\n`;
      file(stackFile(), text);
      cli("exit 0");
      await module().pulumi(["up"]);
      assert.equal(readFileSync(stackFile(), "utf8"), text);
    });

    it("with what else the CLI changed in it", async () => {
      cli(`printf 'encryptionsalt: v1:abc\\nconfig: {}\\n' > ${stackFile()}`);
      await module().pulumi(["config", "refresh"]);
      assert.equal(readFileSync(stackFile(), "utf8"), "config: {}\n");
    });

    it("alone where there is none", async () => {
      cli(`rm ${stackFile()}`);
      await module().pulumi(["stack", "rm"]);
      assert.throws(() => readFileSync(stackFile()), /ENOENT/);
    });

    it("with the salt of a backend of the person's own, who needs it", async () => {
      ownBackend = true;
      writesSalt();
      await module().pulumi(["up"]);
      assert.match(readFileSync(stackFile(), "utf8"), /encryptionsalt/);
    });
  });
});
