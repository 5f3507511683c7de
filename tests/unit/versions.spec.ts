import assert from "node:assert/strict";
import { defaultIstioVersion, isKnownIstio, istioMinors } from "../../versions";

describe("The table of Istio releases", () => {
  it("knows the default", () => {
    assert.ok(isKnownIstio(defaultIstioVersion));
  });

  for (const [version, known] of [
    ["1.28.0", true],
    ["1.30.4", true],
    ["1.30.5", false],
    ["1.30", false],
    ["v1.30.4", false],
    ["1.30.04", false],
    ["1.27.3", false],
    ["", false],
  ] as const) {
    it(`${known ? "knows" : "does not know"} "${version}"`, () => assert.equal(isKnownIstio(version), known));
  }

  it("is in order, oldest first", () => {
    const minors = istioMinors.map(({ minor }) => minor);
    assert.deepEqual(minors, [...minors].sort());
  });
});
