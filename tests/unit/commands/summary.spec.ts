import assert from "node:assert/strict";
import type * as GatewayAddress from "../../../commands/gatewayAddress";
import { Phases } from "../../../commands/phases";
import type * as Summary from "../../../commands/summary";
import { load } from "../tools/harness";

type Ports = { name: string; port: number; nodePort?: number }[];

describe("The summary after `make up`", () => {
  const shop = { sockShopHost: "shop.example.com", ingressGateway: { namespace: "istio-system", service: "gateway" } };
  let asked: string[];
  beforeEach(() => {
    asked = [];
  });
  const summary = async (outputs: object, ports: Ports = [], ingress?: object[]): Promise<string[]> => {
    const { summary } = load<typeof Summary>("commands/summary", {
      "commands/environment": { stack: "dev" },
      "commands/pulumi": {
        pulumiOutput: () =>
          JSON.stringify({
            meshTitle: "Istio 1.30.4",
            meshReleases: ["base", "istiod"],
            meshNamespaces: ["a", "b"],
            ...outputs,
          }),
      },
      "commands/gatewayAddress": load<typeof GatewayAddress>("commands/gatewayAddress", {
        "commands/kubectl": {
          kubectl: (...args: string[]) =>
            args[1] === "nodes"
              ? "10.68.0.1"
              : JSON.stringify({ spec: { ports }, status: { loadBalancer: { ingress } } }),
        },
      }),
      "commands/httpStatus": {
        statusOf: (address: string, host: string) => {
          asked.push(`${address} ${host}`);
          return Promise.resolve(200);
        },
      },
    });
    const [lines, real] = [[] as string[], console.log];
    console.log = (text: string) => lines.push(...text.split("\n"));
    try {
      await summary(new Phases());
    } finally {
      console.log = real;
    }
    return lines;
  };
  const http = { name: "http2", port: 80, nodePort: 30080 };
  const status = { name: "status-port", port: 15021, nodePort: 30021 };

  it("says what was installed, how long it took and what comes next", async () => {
    const lines = await summary({});
    assert.ok(lines.includes("Installed    Istio 1.30.4 (base, istiod)"));
    assert.ok(lines.includes("Namespaces   a, b"));
    assert.ok(lines.some((line) => line.startsWith("Time ")));
    assert.ok(lines.some((line) => line.includes('eval "$(make -s env)"')));
    assert.ok(!lines.some((line) => line.startsWith("Sock Shop")));
    assert.deepEqual(asked, []);
  });

  const addresses: [string, Ports, object[] | undefined, string][] = [
    ["its NodePort", [status, http], undefined, "http://10.68.0.1:30080"],
    ["its load balancer", [status, http], [{ ip: "192.0.2.1" }], "http://192.0.2.1"],
    ["its load balancer's name", [http], [{ hostname: "lb.example.com" }], "http://lb.example.com"],
    ["its load balancer's port", [{ ...http, port: 8080 }], [{ ip: "192.0.2.1" }], "http://192.0.2.1:8080"],
  ];
  for (const [what, ports, ingress, address] of addresses) {
    it(`asks the shop at ${what} until it answers, and shows how`, async () => {
      const lines = await summary(shop, ports, ingress);
      assert.deepEqual(asked, [`${address} shop.example.com`]);
      assert.ok(lines.includes(`Sock Shop    curl -H 'Host: shop.example.com' ${address}/`));
      assert.ok(lines.some((line) => /^Time +first answer \d/.test(line)));
    });
  }

  it("shows a port-forward where the gateway is reached from inside only", async () => {
    const lines = await summary(shop, [{ name: "http2", port: 80 }]);
    assert.ok(lines.includes("Sock Shop    kubectl -n istio-system port-forward service/gateway 8080:80"));
    assert.ok(lines.includes("             curl -H 'Host: shop.example.com' http://localhost:8080/"));
    assert.deepEqual(asked, []);
  });
});
