import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RawSettings } from "../../../config";
import { root } from "../../../config/target";
import { scenarios } from "../../../scenarios";
import { sourceOf } from "../../../scenarios/docs/lessonPage";
import { lessonPages, lessonsFolder } from "../../../scenarios/docs/pages";
import { lessonStates } from "../../../scenarios/docs/states";
import type { IstioObject } from "../../../scenarios/docs/trafficObjects";
import { trafficObjects } from "../../../scenarios/docs/trafficObjects";
import { runProgram } from "../support/program";

describe("The pages in docs/lessons", () => {
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

/** The objects by kind and name, without what is only for Pulumi: what the API server gets. */
function plain(objects: readonly IstioObject[]): unknown[] {
  const title = ({ kind, metadata }: IstioObject) => `${kind} ${metadata.namespace}/${metadata.name}`;
  return objects
    .map(({ apiVersion, kind, metadata: { name, namespace }, spec }) => ({
      ...{ apiVersion, kind, metadata: { name, namespace } },
      spec: JSON.parse(JSON.stringify(spec)) as object,
    }))
    .sort((a, b) => title(a).localeCompare(title(b)));
}

async function programObjects(raw: RawSettings): Promise<unknown[]> {
  const { resources } = await runProgram("dev", raw);
  const ofIstio = resources.filter(({ type }) => /^kubernetes:\w+\.istio\.io\//.test(type));
  return plain(ofIstio.map(({ inputs }) => inputs as unknown as IstioObject));
}

describe("The objects that the pages show", () => {
  for (const scenario of scenarios) {
    const { bare, ready, steps } = lessonStates(scenario);
    for (const [name, { raw, settings }] of [
      ...(scenario === scenarios[0] ? ([["without a scenario", bare]] as const) : []),
      [`with the needs of ${scenario.name}`, ready] as const,
      ...steps.map((step) => [`with ${step.name}`, step] as const),
    ]) {
      it(`are those that the program makes ${name}`, async () => {
        assert.deepEqual(plain(trafficObjects(settings)), await programObjects(raw));
      });
    }
  }
});
