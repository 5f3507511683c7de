import assert from "node:assert/strict";
import { chartArgs } from "../../../../components/mesh/charts";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";

const mesh = (settings: RawSettings) => parseSettings({ mesh: settings }).mesh;

describe("Where a chart comes from", () => {
  it("is Istio's own repository by default", () => {
    assert.deepEqual(chartArgs("istiod", mesh({ version: "1.29.7" })), {
      chart: "istiod",
      version: "1.29.7",
      repositoryOpts: { repo: "https://istio-release.storage.googleapis.com/charts" },
    });
  });

  it("may be a repository of one's own", () => {
    const { repositoryOpts } = chartArgs("cni", mesh({ charts: { url: "https://charts.example.com" } }));
    assert.deepEqual(repositoryOpts, { repo: "https://charts.example.com" });
  });

  it("may be Istio's OCI registry, or one's own", () => {
    assert.deepEqual(chartArgs("base", mesh({ charts: { from: "oci" } })), {
      chart: "oci://registry.istio.io/release/charts/base",
      version: "1.30.4",
    });
    const own = mesh({ charts: { from: "oci", url: "oci://registry.example.com/istio/" } });
    assert.equal(chartArgs("gateway", own).chart, "oci://registry.example.com/istio/gateway");
  });

  it("may be a folder laid out as in Istio's source, whose charts carry their own version", () => {
    const folder = mesh({ charts: { from: "folder", path: "/charts" } });
    assert.deepEqual(
      (["base", "cni", "istiod", "gateway"] as const).map((component) => chartArgs(component, folder)),
      [
        { chart: "/charts/base" },
        { chart: "/charts/istio-cni" },
        { chart: "/charts/istio-control/istio-discovery" },
        { chart: "/charts/gateway" },
      ],
    );
  });
});
