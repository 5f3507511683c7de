import assert from "node:assert/strict";
import { chartsFolder } from "../../../tools/charts";
import { program, sandbox } from "./harness";

describe("Istio's charts", () => {
  const { path } = sandbox();

  it("are those of the pinned module", () => {
    program(path("bin", "go"), `[ "$*" = "mod download -json istio.io/istio" ] && echo '{"Dir":"/modules/istio"}'`);
    process.env.PATH = path("bin");
    assert.equal(chartsFolder(), "/modules/istio/manifests/charts");
  });
});
