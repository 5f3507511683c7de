import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import type * as Profile from "../../../cluster/profile";
import { chooseProfile, profileFor } from "../../../cluster/profile";
import { parseSettings } from "../../../config";
import { file, load, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("The profile of the local cluster", () => {
  const { path } = sandbox();
  const module = () => load<typeof Profile>("cluster/profile", { "cluster/layout": temporaryLayout(path()) });
  const folder = (...parts: string[]) => path("checkout", ".local", "cluster", ...parts);
  const legacy = { platform: "kubernetes", mesh: { kind: "legacyIstio" } } as const;

  for (const [platform, kind, expected] of [
    ["kubernetes", "istio", "standard"],
    ["kubernetes", "sail", "standard"],
    ["kubernetes", "legacyIstio", "legacy"],
    ["openshift", "maistra", "openshift"],
    ["openshift", "istio", "openshift"],
  ] as const) {
    it(`for ${kind} on ${platform} is ${expected}`, () => {
      assert.equal(profileFor({ platform, mesh: { kind } }), expected);
    });
  }

  it("for a stack that says nothing is standard", () => assert.equal(profileFor(parseSettings({})), "standard"));

  it("is the one that is wished for", () => {
    assert.equal(chooseProfile("openshift", undefined), "openshift");
    assert.equal(chooseProfile("openshift", undefined, legacy), "openshift");
    assert.equal(chooseProfile("legacy", "legacy"), "legacy");
  });

  it("is without a wish the one that is there, else the stack's, else standard", () => {
    for (const none of [undefined, ""]) {
      assert.equal(chooseProfile(none, "openshift", legacy), "openshift");
      assert.equal(chooseProfile(none, undefined, legacy), "legacy");
      assert.equal(chooseProfile(none, undefined), "standard");
    }
  });

  it("is not changed while another is there", () => {
    assert.throws(() => chooseProfile("legacy", "standard"), {
      message:
        "PROFILE=legacy: the local cluster here has profile standard, and there can be one. Run `make cluster-down` first.",
    });
  });

  it("that nobody knows is refused, with all that there are", () => {
    assert.throws(() => chooseProfile("old", undefined), {
      message: "PROFILE=old: no such profile of the local cluster; there are standard, openshift, legacy.",
    });
  });

  it("is kept in the cluster's folder", () => {
    assert.equal(module().ownProfile(), undefined);
    module().keepProfile("legacy");
    assert.equal(module().ownProfile(), "legacy");
  });

  it("of a cluster from before there were profiles is standard", () => {
    mkdirSync(folder(), { recursive: true });
    assert.equal(module().ownProfile(), "standard");
  });

  it("that a file names wrongly is refused with the file's path", () => {
    file(folder("profile"), "nonsense");
    assert.throws(() => module().ownProfile(), {
      message: `${folder("profile")}=nonsense: no such profile of the local cluster; there are standard, openshift, legacy.`,
    });
  });
});
