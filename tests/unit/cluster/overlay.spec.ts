import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { join } from "node:path";
import { meshImages } from "../../../cluster/images";
import { envoyStatistics } from "../../../components/addons/queries";
import { ingressPort } from "../../../cluster/layout";
import type * as Overlay from "../../../cluster/overlay";
import { parseSettings, type RawSettings } from "../../../config";
import { load, root, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("What the local cluster lays beneath a stack's settings", () => {
  const { path } = sandbox();
  const written = () => {
    mkdirSync(path("checkout", ".local"), { recursive: true });
    const { ensureOverlay, overlay } = load<typeof Overlay>("cluster/overlay", {
      "cluster/layout": temporaryLayout(path()),
      "tools/charts": { chartsFolder: () => "/modules/istio/manifests/charts" },
    });
    ensureOverlay(overlay);
    return readFileSync(path("checkout", ".local", "stack.yaml"), "utf8");
  };

  it("says who wrote it", () => assert.match(written(), /^# Written by `make cluster`/));

  it("are settings that the program takes", () => {
    const { mesh } = parseSettings({}, parse(written()) as RawSettings);
    assert.deepEqual(mesh.charts, { from: "folder", path: "/modules/istio/manifests/charts" });
    assert.equal(mesh.gateway.httpNodePort, ingressPort);
    assert.deepEqual((mesh.values.istiod as { global: object }).global, {
      ...meshImages,
      imagePullPolicy: "IfNotPresent",
      proxy: { resources: { requests: { cpu: "10m", memory: "48Mi" } } },
    });
  });

  it("keep the counts of requests of every destination, and nothing beside them", () => {
    const { values } = parseSettings({}, parse(written()) as RawSettings).mesh;
    const { sidecarInjectorWebhook } = values.istiod as {
      sidecarInjectorWebhook: { injectedAnnotations: Record<string, string> };
    };
    const [[name, list = ""] = [], ...others] = Object.entries(sidecarInjectorWebhook.injectedAnnotations);
    assert.deepEqual([name, others], ["sidecar.istio.io/statsInclusionRegexps", []]);
    // Istio takes the annotation apart at its commas, and Envoy matches whole names.
    const kept = new RegExp(`^(${list.split(",").join("|")})$`);
    assert.equal(list.split(",").length, envoyStatistics.length);
    for (const name of ["total", "2xx", "5xx"]) {
      assert.match(`cluster.outbound|9080||details.bookinfo.svc.cluster.local;.upstream_rq_${name}`, kept);
      assert.match(`cluster.inbound|9080||;.upstream_rq_${name}`, kept);
    }
    for (const name of ["upstream_rq_200", "upstream_rq_time", "upstream_cx_total"]) {
      assert.doesNotMatch(`cluster.outbound|9080||details.bookinfo.svc.cluster.local;.${name}`, kept);
    }
    assert.doesNotMatch("cluster.xds-grpc;.upstream_rq_total", kept);
    // What apps' own annotation asks for is among it: this one takes its place.
    assert.match("cluster.inbound|9080||.upstream_rq_total", kept);
  });

  it("switch no addon on, and give those that the stack has the charts that stand in here", () => {
    assert.deepEqual(parseSettings({}, parse(written()) as RawSettings).addons, {});
    const { addons } = parseSettings({ addons: { prometheus: {}, jaeger: {} } }, parse(written()) as RawSettings);
    const charts = { from: "folder", path: join(root, "cluster/addons/charts") };
    assert.deepEqual([addons.prometheus?.charts, addons.jaeger?.charts], [charts, charts]);
  });

  it("give way to the stack's own", () => {
    const { mesh } = parseSettings(
      { mesh: { gateway: { serviceType: "ClusterIP", httpNodePort: undefined } } },
      parse(written()) as RawSettings,
    );
    assert.equal(mesh.gateway.serviceType, "ClusterIP");
  });
});
