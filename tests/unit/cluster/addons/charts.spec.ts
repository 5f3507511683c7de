import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { addonImages } from "../../../../cluster/addons/images";
import { localAddons } from "../../../../cluster/addons/localAddons";
import { findTool } from "../../../../tools/catalog";
import { root } from "../../tools/harness";

describe("The stand-in charts of the addons", () => {
  const folder = join(root, "cluster/addons/charts");
  const read = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");
  const templates = (name: string) =>
    readdirSync(join(folder, name, "templates"))
      .map((file) => read(name, "templates", file))
      .join("---\n");

  it("are one for each addon that runs here", () =>
    assert.deepEqual(readdirSync(folder).sort(), [...localAddons].sort()));

  for (const name of localAddons) {
    describe(name, () => {
      const text = templates(name);

      it("is called as the real chart, and says that it is a stand-in", () => {
        const chart = parse(read(name, "Chart.yaml")) as Record<string, string>;
        assert.equal(chart.name, name);
        assert.equal(chart.appVersion, findTool(name).version);
        assert.match(chart.description ?? "", /^A stand-in /);
      });

      it("starts the image that is assembled here, and pulls none", () => {
        assert.equal((parse(read(name, "values.yaml")) as { image: string }).image, addonImages[name]);
        assert.match(text, /image: \{\{ \.Values\.image \}\}\n +imagePullPolicy: IfNotPresent/);
      });

      it("runs it without root, on a root file system that it cannot change", () => {
        for (const line of [
          "runAsNonRoot: true",
          "allowPrivilegeEscalation: false",
          "readOnlyRootFilesystem: true",
          "drop: [ALL]",
        ]) {
          assert.equal(read(name, "values.yaml").split(line).length, 2, line);
        }
      });

      it("takes what it reads from values that have a default", () => {
        const values = parse(read(name, "values.yaml")) as Record<string, unknown>;
        for (const [, path = ""] of text.matchAll(/\.Values\.([\w.]+)/g)) {
          const value = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], values);
          assert.notEqual(value, undefined, path);
        }
      });
    });
  }

  it("Prometheus' pod is another one when its configuration changes", () => {
    assert.match(templates("prometheus"), /checksum\/config: \{\{ include .*"\/configmap\.yaml".* \| sha256sum \}\}/);
  });

  it("Prometheus may read what its discovery lists, and change nothing", () => {
    const verbs = [...templates("prometheus").matchAll(/verbs: \[(.*)\]/g)].map(([, list]) => list);
    assert.deepEqual([...new Set(verbs)], ["get, list, watch"]);
    assert.doesNotMatch(templates("prometheus"), /secrets|"\*"/);
  });

  it("Jaeger has no token, and the ports that proxies report to and people look at", () => {
    const text = templates("jaeger");
    assert.equal(text.split("automountServiceAccountToken: false").length, 3);
    const ports = [...text.matchAll(/name: ([\w-]+), port: (\d+)/g)].map(([, port, number]) => [port, Number(number)]);
    assert.deepEqual(Object.fromEntries(ports), {
      "otlp-grpc": 4317,
      "otlp-http": 4318,
      "http-zipkin": 9411,
      "http-query": 16686,
      "grpc-query": 16685,
    });
    for (const [, number] of ports) assert.ok(text.includes(`host-port=:${number}`), String(number));
  });
});
