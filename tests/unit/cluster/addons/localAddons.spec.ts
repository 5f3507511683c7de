import assert from "node:assert/strict";
import { localAddons, localAddonsOf } from "../../../../cluster/addons/localAddons";
import { profileNames } from "../../../../cluster/profile";
import { profiles } from "../../../../cluster/profiles";
import { parseSettings } from "../../../../config";
import { addonCatalog } from "../../../../tools/addonCatalog";

describe("The addons that run on the local cluster", () => {
  const of = (addons: object) => localAddonsOf(parseSettings({ addons }));

  it("each have a tool", () => {
    assert.deepEqual(
      [...localAddons],
      addonCatalog.map(({ name }) => name),
    );
  });

  it("are those that the stack has switched on", () => {
    assert.deepEqual(localAddonsOf(), []);
    assert.deepEqual(of({}), []);
    assert.deepEqual(of({ jaeger: {} }), ["jaeger"]);
    assert.deepEqual(of({ prometheus: {}, jaeger: { enabled: false } }), ["prometheus"]);
  });

  it("are not Grafana and Kiali, which cannot be built here", () => {
    assert.deepEqual(of({ prometheus: {}, grafana: {}, kiali: {} }), ["prometheus"]);
  });

  it("run where today's mesh runs, and not in the profiles of old control planes", () => {
    const running = profileNames.filter((name) => profiles[name].runsAddons);
    assert.deepEqual(running, ["standard"]);
  });
});
