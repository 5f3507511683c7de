import assert from "node:assert/strict";
import type * as GatewayAddress from "../../../commands/gatewayAddress";
import { load } from "../tools/harness";

describe("The gateway's address", () => {
  let asked: string[];
  const address = (
    spec: object,
    ingress: object[] | undefined,
    scheme?: "http" | "https",
    nodes = () => "10.68.0.1",
  ) => {
    asked = [];
    const { gatewayAddress } = load<typeof GatewayAddress>("commands/gatewayAddress", {
      "commands/kubectl": {
        kubectl: (...args: string[]) => {
          asked.push(args.join(" "));
          return args[1] === "nodes" ? nodes() : JSON.stringify({ spec, status: { loadBalancer: { ingress } } });
        },
      },
    });
    return gatewayAddress({ namespace: "istio-system", service: "gateway" }, scheme);
  };
  const status = { name: "status-port", port: 15021, nodePort: 30021 };
  const http = { name: "http2", port: 80, nodePort: 30080 };
  const https = { name: "https", port: 443, nodePort: 30443 };
  const ports = [status, http, https];

  const cases: [string, object, object[] | undefined, "http" | "https", object][] = [
    ["a node's port", { ports }, undefined, "http", { address: "http://10.68.0.1:30080", port: 80 }],
    ["a node's port for HTTPS", { ports }, undefined, "https", { address: "https://10.68.0.1:30443", port: 443 }],
    ["a balancer's address", { ports }, [{ ip: "192.0.2.1" }], "http", { address: "http://192.0.2.1", port: 80 }],
    [
      "a balancer's name",
      { ports },
      [{ hostname: "lb.example" }],
      "https",
      { address: "https://lb.example", port: 443 },
    ],
    [
      "a balancer's other port",
      { ports: [{ ...https, port: 8443 }] },
      [{ ip: "192.0.2.1" }],
      "https",
      { address: "https://192.0.2.1:8443", port: 8443 },
    ],
    ["a balancer's IPv6 address", { ports }, [{ ip: "fd00::1" }], "http", { address: "http://[fd00::1]", port: 80 }],
    ["the port alone from inside", { ports: [{ name: "http2", port: 80 }] }, [], "http", { port: 80 }],
    ["the first port where none is named so", { ports: [{ port: 8080 }] }, undefined, "http", { port: 8080 }],
    ["nothing without HTTPS", { ports: [http] }, [{ ip: "192.0.2.1" }], "https", {}],
  ];
  for (const [what, spec, ingress, scheme, expected] of cases) {
    it(`is ${what}`, () => assert.deepEqual(address(spec, ingress, scheme), expected));
  }

  it("is the port alone where nodes have no address, or the account may not list them", () => {
    const forbidden = () => {
      throw new Error("kubectl get nodes: forbidden");
    };
    for (const nodes of [() => "", forbidden]) {
      assert.deepEqual(address({ ports }, undefined, "http", nodes), { port: 80 });
    }
    const twoFamilies = () => "10.68.0.1 fd00::1";
    assert.equal(address({ ports }, undefined, "http", twoFamilies).address, "http://10.68.0.1:30080");
  });

  it("asks for nodes only where it needs one", () => {
    address({ ports }, [{ ip: "192.0.2.1" }]);
    assert.deepEqual(asked, ["get service -n istio-system gateway -o json"]);
  });
});
