import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { meshImages } from "../../../cluster/images";
import { ingressPort } from "../../../cluster/layout";
import type * as Overlay from "../../../cluster/overlay";
import { parseSettings, type RawSettings } from "../../../config";
import { load, sandbox } from "../tools/harness";
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

  it("give way to the stack's own", () => {
    const { mesh } = parseSettings(
      { mesh: { gateway: { serviceType: "ClusterIP", httpNodePort: undefined } } },
      parse(written()) as RawSettings,
    );
    assert.equal(mesh.gateway.serviceType, "ClusterIP");
  });
});
