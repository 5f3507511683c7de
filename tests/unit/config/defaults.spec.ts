import assert from "node:assert/strict";
import { parseSettings } from "../../../config";
import { onDefaults } from "../../../config/defaults";

describe("A stack's settings on those of the local cluster", () => {
  const charts = { from: "folder", path: "/charts" };
  const defaults = { mesh: { traceSampling: 5 }, addons: { prometheus: { charts }, jaeger: { charts } } };

  it("have no addon that only those have: nothing but the stack switches one on", () => {
    assert.deepEqual(onDefaults(defaults, {}), { mesh: { traceSampling: 5 } });
    assert.deepEqual(parseSettings({}, defaults).addons, {});
  });

  it("have theirs beneath its own for each addon that it names", () => {
    const { addons } = parseSettings({ addons: { jaeger: { nodePort: 31686 } } }, defaults);
    assert.deepEqual(Object.keys(addons), ["jaeger"]);
    assert.deepEqual(addons.jaeger?.charts, charts);
    assert.equal(addons.jaeger?.nodePort, 31686);
  });

  it("win where both say something", () => {
    const { addons } = parseSettings({ addons: { prometheus: { charts: { from: "repository" } } } }, defaults);
    assert.deepEqual(addons.prometheus?.charts, { from: "repository" });
  });

  it("keep an addon off that they switch off", () => {
    assert.equal(parseSettings({ addons: { jaeger: { enabled: false } } }, defaults).addons.jaeger?.enabled, false);
  });

  it("are refused as they would be alone where they are malformed", () => {
    for (const addons of ["all", null, []]) {
      assert.throws(() => parseSettings({ addons }, defaults), /istio-mesh:addons: found /);
    }
    assert.throws(() => parseSettings({ addons: { jaeger: null } }, defaults), /istio-mesh:addons\.jaeger: found /);
  });
});
