import assert from "node:assert/strict";
import type { Finding } from "../../../../commands/doctor/finding";
import { render, total } from "../../../../commands/doctor/render";

describe("The text of the diagnosis", () => {
  const finding = (severity: Finding["severity"], more: Partial<Finding> = {}): Finding => ({
    severity,
    object: "Pod shop/a",
    found: "it is ill",
    expected: "health",
    next: ["kubectl cure a"],
    ...more,
  });

  it("marks a check that is well", () => {
    assert.equal(
      render("proxies", { summary: "16 proxies in sync", findings: [] }),
      "✓ proxies           16 proxies in sync",
    );
  });

  it("marks one with warnings only, and shows causes and next steps beneath", () => {
    const warning = finding("warning", { causes: ["a cold", "a draught"], next: ["one", "two"] });
    assert.deepEqual(render("proxies", { summary: "ill", findings: [warning] }).split("\n"), [
      "! proxies           ill",
      "    ! Pod shop/a: it is ill; expected health",
      "      cause: a cold",
      "      cause: a draught",
      "      next: one",
      "      next: two",
    ]);
  });

  it("marks one with an error among warnings", () => {
    assert.match(
      render("x", { summary: "", findings: [finding("warning"), finding("error")] }),
      /^✗ x.*\n {4}! .*\n.*\n {4}✗ /,
    );
  });

  it("marks one that was not made", () => {
    assert.match(render("x", { summary: "there is none", findings: [], skipped: true }), /^- x +there is none$/);
  });

  it("closes with the numbers", () => {
    assert.equal(total([]), "0 errors, 0 warnings");
    assert.equal(total([finding("error"), finding("warning"), finding("warning")]), "1 error, 2 warnings");
  });
});
