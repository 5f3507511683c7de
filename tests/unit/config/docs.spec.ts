import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkedRules } from "../../../components/traffic/checkedRules";
import { parseSettings } from "../../../config";
import { maistra } from "../../../config/mesh/maistra";
import { schema } from "../../../config/schema";
import { hostTls } from "../../../config/services";
import { ownKeys } from "../../../config/stackFile";
import { root } from "../../../config/target";
import type { TrafficInput } from "../../../config/traffic/schema";
import { trafficSettings } from "../../../config/traffic/schema";

interface AnySchema {
  def: { type: string; innerType?: AnySchema; element?: AnySchema; valueType?: AnySchema; options?: AnySchema[] };
  shape?: Record<string, AnySchema>;
}

/** Every key of a schema as the pages write it: mesh.gateway.httpPort, namespaces[].name, subsets.NAME.labels. */
function keysOf(schemaOf: unknown, stop: (path: string) => boolean, path = ""): string[] {
  const { def, shape } = schemaOf as AnySchema;
  if (stop(path)) return [path];
  if (def.innerType) return keysOf(def.innerType, stop, path);
  // "off" or a group: the keys are the group's. Of several groups, such as { exact } and { prefix }, it is one value.
  const groups = def.options?.filter((option) => option.shape) ?? [];
  if (groups.length === 1) return keysOf(groups[0], stop, path);
  if (def.element?.shape) return keysOf(def.element, stop, `${path}[]`);
  if (def.valueType?.shape) return keysOf(def.valueType, stop, `${path}.NAME`);
  if (!shape) return [path];
  return Object.entries(shape).flatMap(([key, child]) => keysOf(child, stop, path ? `${path}.${key}` : key));
}

const page = (name: string) => readFileSync(join(root, "docs", name), "utf8");
const missingIn = (name: string, keys: readonly string[]) => {
  const text = page(name);
  return keys.filter((key) => !text.includes(`\`${key}\``));
};

describe("The reference pages", () => {
  it("describe every key of the settings in docs/configuration.md", () => {
    // Images are listed by container, TLS of a host and an operator in sections of their own, traffic rules on a page.
    const apart = /\.(?:images|traffic|tls|injection)$|^mesh\.maistra\.operators\.\w+$/;
    const all = keysOf(schema, (path) => apart.test(path));
    // What every addon has is described once.
    const keys = all.map((key) =>
      key.replace(/^addons\.\w+\.(enabled|version|charts|values|expose)(?=\.|$)/, "addon.$1"),
    );
    assert.ok(keys.length > 50, keys.join());
    const tables = [...keysOf(hostTls, () => false, "tls"), ...keysOf(maistra.shape.operators, () => false, "")];
    const operators = new Set(
      tables.map((key) => key.replace(/^\.?(?:elasticsearch|jaeger|kiali|serviceMesh)\./, "operator.")),
    );
    assert.deepEqual(missingIn("configuration.md", [...new Set([...keys, ...operators])]), []);
  });

  it("describe every key of traffic rules in docs/traffic.md", () => {
    const common = Object.keys(trafficSettings.shape);
    // What routes and subsets have in common with the service is described once.
    const again = (path: string) => {
      const [, list, key = ""] = /^(routes\[\]|subsets\.NAME)\.(\w+)$/.exec(path) ?? [];
      return list !== undefined && common.includes(key);
    };
    const keys = keysOf(trafficSettings, again);
    assert.ok(keys.length > 50, keys.join());
    assert.deepEqual(
      missingIn(
        "traffic.md",
        keys.filter((key) => !key.startsWith("routes[]") || !again(key)),
      ),
      [],
    );
  });
});

describe("The examples of docs/traffic.md", () => {
  const examples = [...page("traffic.md").matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = ""]) => yaml);

  it("are there", () => assert.ok(examples.length >= 5));

  for (const [index, example] of examples.entries()) {
    it(`are good settings or good rules: example ${index + 1}`, () => {
      const read = parse(example) as { config?: Record<string, unknown> };
      if (read.config) assert.ok(parseSettings(ownKeys(read.config)));
      else assert.ok(checkedRules(read as TrafficInput, "an example", ["v1", "v2"]));
    });
  }
});
