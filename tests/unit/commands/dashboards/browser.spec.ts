import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { until } from "../../../../cluster/until";
import { opener, openInBrowser } from "../../../../commands/dashboards/browser";
import { table } from "../../../../commands/dashboards/table";
import { program, sandbox } from "../../tools/harness";

describe("What opens a browser", () => {
  const cases: [string, NodeJS.ProcessEnv, string, string | undefined][] = [
    ["xdg-open on an X11 desktop", { DISPLAY: ":0" }, "linux", "xdg-open"],
    ["xdg-open on a Wayland desktop", { WAYLAND_DISPLAY: "wayland-0" }, "linux", "xdg-open"],
    ["open on macOS", {}, "darwin", "open"],
    ["nothing without a desktop", {}, "linux", undefined],
    ["nothing elsewhere", { DISPLAY: ":0" }, "freebsd", undefined],
    ["nothing with NO_OPEN", { DISPLAY: ":0", NO_OPEN: "1" }, "linux", undefined],
    ["nothing in CI", { CI: "true" }, "darwin", undefined],
    ["xdg-open with what make hands on unset", { DISPLAY: ":0", NO_OPEN: "", CI: "" }, "linux", "xdg-open"],
  ];
  for (const [what, env, platform, expected] of cases) {
    it(`is ${what}`, () => assert.equal(opener(env, platform), expected));
  }
});

describe("Opening addresses in a browser", () => {
  const { path } = sandbox();

  it("hands each to the program", async () => {
    const open = program(path("xdg-open"), `echo "$@" >>${path("opened")}`);
    openInBrowser(["http://127.0.0.1:3000", "http://127.0.0.1:20001/kiali"], open);
    const opened = () => (existsSync(path("opened")) ? readFileSync(path("opened"), "utf8").trim().split("\n") : []);
    await until("both", 5, () => opened().length === 2);
    assert.deepEqual(opened().sort(), ["http://127.0.0.1:20001/kiali", "http://127.0.0.1:3000"]);
  });

  it("is no error where it does not go, and nothing where there is no program", () => {
    openInBrowser(["http://127.0.0.1:3000"], path("missing"));
    openInBrowser(["http://127.0.0.1:3000"], program(path("fails"), "exit 3"));
  });
});

describe("A table", () => {
  it("aligns its columns, and ends no line in spaces", () =>
    assert.equal(
      table([
        ["Name", "Port", "Log in"],
        ["Grafana", "3000", "none"],
        ["Kiali", "-", ""],
      ]),
      "Name     Port  Log in\nGrafana  3000  none\nKiali    -",
    ));
});
