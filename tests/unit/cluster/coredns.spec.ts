import assert from "node:assert/strict";
import { corednsManifest } from "../../../cluster/coredns";
import { corednsImage } from "../../../cluster/images";
import { network } from "../../../cluster/layout";
import { findTool } from "../../../tools/catalog";

interface Item {
  kind: string;
  metadata: { name: string; namespace?: string };
  data?: { Corefile: string };
  spec?: Record<string, unknown>;
}

describe("CoreDNS's manifest", () => {
  const { items } = JSON.parse(corednsManifest()) as { items: Item[] };
  const item = (kind: string) => items.find((each) => each.kind === kind);

  it("answers at the address that the kubelet tells pods", () => {
    assert.equal(item("Service")?.spec?.clusterIP, network.dns);
  });

  it("selects the pods that it makes", () => {
    const { selector, template } = item("Deployment")?.spec as {
      selector: { matchLabels: object };
      template: { metadata: { labels: object }; spec: { serviceAccountName: string; containers: { image: string }[] } };
    };
    assert.deepEqual(selector.matchLabels, template.metadata.labels);
    assert.deepEqual(item("Service")?.spec?.selector, template.metadata.labels);
    assert.equal(template.spec.serviceAccountName, item("ServiceAccount")?.metadata.name);
    assert.equal(template.spec.containers[0]?.image, corednsImage);
  });

  it("forwards to nobody: the local cluster has no names outside itself", () => {
    assert.doesNotMatch(item("ConfigMap")?.data?.Corefile ?? "forward", /forward/);
  });

  it("runs the version that is pinned", () => {
    assert.equal(corednsImage.split(":")[1], findTool("coredns").version);
  });
});
