import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IstioMesh } from "../../../components/mesh/istio";
import { platforms } from "../../../components/platforms";
import { meshTraffic } from "../../../components/traffic/meshTraffic";
import type { Settings } from "../../../config";
import { root } from "../../../config/target";
import { scenarios } from "../../../scenarios";
import { sourceOf } from "../../../scenarios/docs/lessonPage";
import { lessonPages, lessonsFolder } from "../../../scenarios/docs/pages";
import { lessonStates } from "../../../scenarios/docs/states";
import type { IstioObject } from "../../../scenarios/docs/trafficObjects";
import { trafficObjects } from "../../../scenarios/docs/trafficObjects";
import { record } from "../support/recorder";

describe("The pages in docs/lessons", function () {
  this.timeout("1m");

  it("are what the scenario files give (else: npm run generate:lessons)", async () => {
    for (const [name, text] of await lessonPages()) {
      assert.equal(readFileSync(join(lessonsFolder, name), "utf8"), text, `${name}: run npm run generate:lessons`);
    }
  });

  it("are one for each scenario and an index, and no others", () => {
    const expected = ["README.md", ...scenarios.map(({ name }) => `${name}.md`)];
    assert.deepEqual(readdirSync(lessonsFolder).sort(), expected.sort());
  });

  it("name the file of each scenario", () => {
    assert.deepEqual(
      scenarios.map(sourceOf).filter((file) => !existsSync(join(root, file))),
      [],
    );
  });
});

/** Objects by kind and name, without what is only for Pulumi: what the API server gets. */
function plain(objects: readonly IstioObject[]): unknown[] {
  const title = ({ kind, metadata }: IstioObject) => `${kind} ${metadata.namespace}/${metadata.name}`;
  return objects
    .toSorted((a, b) => title(a).localeCompare(title(b)))
    .map(({ apiVersion, kind, metadata: { name, namespace }, spec }) => ({
      ...{ apiVersion, kind, metadata: { name, namespace } },
      spec: JSON.parse(JSON.stringify(spec)) as object,
    }));
}

/** What the components make of the settings, as index.ts puts them together. */
async function made(settings: Settings): Promise<unknown[]> {
  const platform = platforms.kubernetes;
  const resources = await record(() => {
    const mesh = new IstioMesh("istio", { mesh: settings.mesh, platform });
    meshTraffic({ settings, mesh, platform, after: () => mesh.ready }, {});
  });
  const ofIstio = resources.filter(({ type }) => /^kubernetes:\w+\.istio\.io\//.test(type));
  return plain(ofIstio.map(({ inputs }) => inputs as unknown as IstioObject));
}

describe("The objects that the pages show", function () {
  this.timeout("1m");
  /** Lessons share states: each is looked at once. */
  const known = new Set<string>();

  for (const scenario of scenarios) {
    it(`are those that the components make for ${scenario.name}`, async () => {
      const { bare, ready, steps } = lessonStates(scenario);
      for (const { settings } of [bare, ready, ...steps]) {
        const key = JSON.stringify({ ...settings, scenario: undefined });
        if (known.has(key)) continue;
        known.add(key);
        assert.deepEqual(plain(trafficObjects(settings)), await made(settings));
      }
    });
  }
});
