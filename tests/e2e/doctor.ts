import assert from "node:assert/strict";
import { kubectl, make, makeWell, run, shop } from "./support";

export function doctor(): void {
  describe("make doctor (K7)", () => {
    it("finds nothing wrong with a sound mesh", async () => {
      const { output } = await makeWell("doctor");
      assert.match(output, /^0 errors, 0 warnings$/m);
      for (const check of [
        "control plane",
        "ingress gateway",
        "proxies",
        "virtual hosts",
        "webhooks",
        "CRDs",
        "sidecars",
      ]) {
        assert.match(output, new RegExp(`^✓ ${check} `, "m"));
      }
    });

    it("names a host that no Gateway lists, with the next step, and fails", async () => {
      const lost = {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name: "lost", namespace: shop.namespace },
        spec: {
          hosts: ["lost.example.com"],
          gateways: ["sock-shop-gateway"],
          http: [{ route: [{ destination: { host: `front-end.${shop.namespace}.svc.cluster.local` } }] }],
        },
      };
      const created = run("kubectl", ["create", "-f", "-"], { input: JSON.stringify(lost) });
      assert.equal(created.code, 0, created.output);
      try {
        const { code, output } = await make("doctor");
        assert.notEqual(code, 0, output);
        assert.match(output, /lost\.example\.com/);
        assert.match(output, /next: /);
      } finally {
        kubectl("delete", "virtualservice", "lost", "-n", shop.namespace);
      }
    });
  });
}
