import assert from "node:assert/strict";
import { network, ports } from "../../../cluster/layout";
import { simulated, simulatedNode } from "../../../cluster/legacy/simulatedNode";
import { profileNames } from "../../../cluster/profile";
import { profiles } from "../../../cluster/profiles";
import { parseSettings, type RawSettings } from "../../../config";

describe("The profiles of the local cluster", () => {
  const flagsOf = (profile: (typeof profileNames)[number], name: string) =>
    profiles[profile].daemons().find((daemon) => daemon.name === name)?.args ?? assert.fail(name);

  it("each have what their processes come from", () => {
    for (const name of profileNames) {
      const { kubernetes, tools, node, images } = profiles[name];
      const built = tools.map((tool) => tool.name);
      for (const needed of [kubernetes.tool, "etcd", "kubectl"])
        assert.ok(built.includes(needed), `${name}: ${needed}`);
      assert.equal(images !== undefined, node, name);
    }
  });

  it("without a node build nothing that only goes into its images", () => {
    assert.ok(!profiles.openshift.tools.some(({ name }) => /^(pilot-|envoy|istio-1\.5)/.test(name)));
  });

  it("lay settings beneath a stack's that the program takes", () => {
    const own: Record<string, RawSettings> = {
      openshift: { platform: "openshift", mesh: { kind: "maistra" } },
      legacy: { mesh: { kind: "legacyIstio" } },
    };
    for (const name of ["openshift", "legacy"] as const) {
      const { mesh } = parseSettings(own[name] ?? {}, profiles[name].overlay() as RawSettings);
      assert.equal(mesh.kind, name === "legacy" ? "legacyIstio" : "maistra");
    }
  });

  describe("legacy", () => {
    const { mesh } = parseSettings({ mesh: { kind: "legacyIstio" } }, profiles.legacy.overlay() as RawSettings);
    const values = mesh.legacyIstio?.values.istio as Record<string, { nodeSelector?: object }> & {
      global: { defaultNodeSelector: object; defaultTolerations: { key: string; effect: string }[] };
    };
    const node = simulatedNode() as {
      metadata: { labels: Record<string, string>; annotations: Record<string, string> };
      spec: { podCIDR: string; taints: { key: string; effect: string }[] };
    };

    it("has a simulated node that takes only what asks for it", () => {
      assert.deepEqual(values.global.defaultNodeSelector, { [simulated]: node.metadata.labels[simulated] });
      assert.deepEqual(
        values.global.defaultTolerations.map(({ key, effect }) => [key, effect]),
        node.spec.taints.map(({ key, effect }) => [key, effect]),
      );
    });

    it("runs what answers webhooks for real", () => {
      const real = Object.keys(values).filter((name) => values[name]?.nodeSelector !== undefined);
      assert.deepEqual(real.sort(), ["galley", "security", "sidecarInjectorWebhook"]);
      for (const name of real) assert.deepEqual(values[name]?.nodeSelector, { "kubernetes.io/hostname": "local" });
    });

    it("lets kwok manage that node alone: it would report real pods as running", () => {
      const flags = flagsOf("legacy", "kwok");
      assert.ok(flags.includes("--manage-all-nodes=false"));
      const selector = flags.find((flag) => flag.startsWith("--manage-nodes-with-annotation-selector="));
      const [, name = "", value] = /=(.*)=(.*)/.exec(selector ?? "") ?? [];
      assert.equal(node.metadata.annotations[name], value);
      assert.ok(flags.includes(`--server-address=${network.node}:${ports.kwok}`));
    });

    it("gives simulated pods addresses of their own", () => {
      assert.ok(flagsOf("legacy", "kwok").includes(`--cidr=${node.spec.podCIDR}`));
      assert.notEqual(network.simulatedPods, network.pods);
    });
  });
});
