import assert from "node:assert/strict";
import { scrapeConfigs } from "../../../../components/addons/scrape";
import { named, ofKind } from "../../support/recorder";
import { install, valueOf } from "./support";

describe("Prometheus", () => {
  const value = async (settings: object, ...path: string[]) =>
    valueOf(await install({ prometheus: settings }), "prometheus", ...path);

  it("comes without what else its chart installs", async () => {
    for (const part of ["alertmanager", "prometheus-pushgateway", "prometheus-node-exporter", "kube-state-metrics"]) {
      assert.deepEqual(await value({}, part), { enabled: false });
    }
  });

  it("asks what this program says, and nothing of the chart's", async () => {
    assert.deepEqual(
      await value({}, "serverFiles", "prometheus.yml", "scrape_configs"),
      JSON.parse(JSON.stringify(scrapeConfigs("istio-system"))),
    );
    const jobs = (await value({}, "scrapeConfigs")) as Record<string, { enabled: boolean }>;
    // Those of the pinned chart.
    assert.deepEqual(Object.keys(jobs).sort(), [
      "kubernetes-api-servers",
      "kubernetes-nodes",
      "kubernetes-nodes-cadvisor",
      "kubernetes-pods",
      "kubernetes-pods-slow",
      "kubernetes-service-endpoints",
      "kubernetes-service-endpoints-slow",
      "kubernetes-services",
      "prometheus",
      "prometheus-pushgateway",
    ]);
    assert.ok(Object.values(jobs).every(({ enabled }) => !enabled));
  });

  it("is Service prometheus, port 9090", async () => {
    assert.equal(await value({}, "server", "fullnameOverride"), "prometheus");
    assert.deepEqual(await value({}, "server", "service"), { servicePort: 9090 });
  });

  it("keeps and asks as the settings say, and never waits for an answer longer than until the next question", async () => {
    assert.equal(await value({}, "server", "retention"), "6h");
    assert.equal(await value({ retention: "2d" }, "server", "retention"), "2d");
    assert.deepEqual(await value({ scrapeInterval: "5s" }, "server", "global"), {
      scrape_interval: "5s",
      scrape_timeout: "5s",
    });
  });

  it("keeps nothing when its pod goes, unless values ask for a volume", async () => {
    assert.deepEqual(await value({}, "server", "persistentVolume"), { enabled: false });
    const values = { server: { persistentVolume: { enabled: true, size: "20Gi" } } };
    assert.deepEqual(await value({ values }, "server", "persistentVolume"), { enabled: true, size: "20Gi" });
  });

  it("may look for pods, and has no other right", async () => {
    const resources = await install({ prometheus: {} });
    assert.deepEqual(await value({}, "rbac"), { create: false });
    const role = named(resources, "prometheus-role").inputs as unknown as { metadata: { name: string }; rules: object };
    assert.deepEqual(role.rules, [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }]);
    const binding = named(resources, "prometheus-binding").inputs as unknown as { roleRef: object; subjects: object };
    assert.equal(Reflect.get(binding.roleRef, "name"), role.metadata.name);
    assert.deepEqual(binding.subjects, [{ kind: "ServiceAccount", name: "prometheus", namespace: "istio-system" }]);
    assert.equal(ofKind(resources, "ClusterRole").length, 1);
  });
});
