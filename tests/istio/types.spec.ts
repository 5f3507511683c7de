import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as istio from "../../components/istio";
import { readKinds } from "../../components/istio/crds";
import { render } from "../../components/istio/render";
import { typed } from "../../components/istio/schema";
import { chartsFolder } from "../../tools/charts";
import { errorsIn } from "./compiler";

const FOLDER = join(__dirname, "../../components/istio");

describe("typed Istio resources", () => {
  it("are what the pinned charts' CRDs give (else: npm run generate:istio-types)", async () => {
    const files = await render(chartsFolder());
    for (const [path, text] of files) assert.equal(readFileSync(join(FOLDER, path), "utf8"), text, path);
    const types = readdirSync(join(FOLDER, "types")).map((file) => `types/${file}`);
    assert.deepEqual([...types, "index.ts"].sort(), [...files.keys()].sort());
  });

  it("have a class for every kind in the CRDs", () => {
    const kinds = readKinds(chartsFolder()).map(({ kind }) => kind);
    assert.ok(kinds.includes("VirtualService") && kinds.length >= 14, kinds.join(", "));
    assert.deepEqual(Object.keys(istio).sort(), kinds.sort());
  });

  it("default to the newest version that is served", () => {
    const newest = readKinds(chartsFolder()).map(({ kind, group, versions }) => `${kind} ${group}/${versions[0]}`);
    for (const one of ["Gateway networking.istio.io/v1", "Telemetry telemetry.istio.io/v1"]) {
      assert.ok(newest.includes(one), newest.join(", "));
    }
  });

  it("stop the generator at a schema whose types it would lose", () => {
    const schema = { type: "object", properties: { port: { anyOf: [{ type: "integer" }, { type: "string" }] } } };
    assert.throws(() => typed(schema, "Thing"), /Thing: anyOf holds 'type'/);
  });
});

describe("the compiler on a typed Istio resource", function () {
  this.timeout(60_000);

  const destinationRule = (trafficPolicy: string) =>
    `new istio.DestinationRule("d", { metadata: { name: "d" }, spec: { host: "carts", trafficPolicy: ${trafficPolicy} } });`;

  const cases: [name: string, source: string, error: RegExp | undefined][] = [
    ["accepts what the CRD has", destinationRule(`{ tls: { mode: "ISTIO_MUTUAL" } }`), undefined],
    ["refuses a wrong field name", destinationRule(`{ tsl: { mode: "ISTIO_MUTUAL" } }`), /'tsl' does not exist/],
    ["refuses a wrong value", destinationRule(`{ tls: { mode: "MUTUALLY" } }`), /"MUTUALLY"' is not assignable/],
    [
      "refuses a missing required field",
      `new istio.Gateway("g", { metadata: { name: "g" }, spec: { servers: [{ hosts: ["a.example.com"] }] } });`,
      /'port' is missing/,
    ],
    [
      "refuses an Output where a policy reads",
      `new istio.VirtualService("v", { metadata: { name: "v" }, spec: { hosts: [pulumi.output("a.example.com")] } });`,
      /'Output(Instance)?<string>.*' is not assignable to type 'string'/,
    ],
    [
      "refuses an API version that is not served",
      `new istio.Gateway("g", { apiVersion: "networking.istio.io/v2", metadata: { name: "g" }, spec: {} });`,
      /"networking.istio.io\/v2"' is not assignable/,
    ],
    [
      "accepts an older API version",
      `new istio.Gateway("g", { apiVersion: "networking.istio.io/v1beta1", metadata: { name: "g" }, spec: {} });`,
      undefined,
    ],
    [
      "accepts any content where the CRD does",
      `new istio.WasmPlugin("w", { metadata: { name: "w" }, spec: { url: "oci://x", pluginConfig: { any: [1] } } });`,
      undefined,
    ],
  ];

  let errors: string[][];
  before(() => {
    errors = errorsIn(cases.map(([, source]) => source));
  });

  cases.forEach(([name, , expected], index) => {
    it(name, () => {
      const found = errors[index] ?? [];
      if (expected) assert.match(found.join("\n"), expected);
      else assert.deepEqual(found, []);
    });
  });
});
