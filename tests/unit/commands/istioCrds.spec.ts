import assert from "node:assert/strict";
import type * as IstioCrds from "../../../commands/istioCrds";
import { load } from "../tools/harness";

describe("Istio's custom resource definitions", () => {
  it("are those that our base release made", () => {
    const crd = (name: string, annotations?: object) => ({ metadata: { name, annotations } });
    const items = [
      crd("gateways.networking.istio.io", { "meta.helm.sh/release-name": "istio-base" }),
      crd("sidecars.networking.istio.io", { "meta.helm.sh/release-name": "theirs" }),
      crd("telemetries.telemetry.istio.io", {}),
      crd("certificates.cert-manager.io"),
    ];
    const { istioCrds } = load<typeof IstioCrds>("commands/istioCrds", {
      "commands/kubectl": { kubectl: () => JSON.stringify({ items }) },
    });
    assert.deepEqual(istioCrds(), ["gateways.networking.istio.io"]);
  });
});
