import type { Load, Scenario } from "../scenario";

const load = (expect: Load["expect"]): Load => ({
  what: "carts in plain text from outside of the mesh",
  from: "outside",
  // From outside no rule keeps calls away from a faulty carts, which hangs unless the URL asks for an answer.
  to: { service: "carts", of: "sockShop", path: "/items?status=200" },
  connections: 2,
  calls: 20,
  expect,
});

export const mtlsStrictRefusesPlaintext: Scenario = {
  name: "mtls-strict-refuses-plaintext",
  title: "STRICT mutual TLS refuses plain text",
  teaches:
    "While mutual TLS is PERMISSIVE, a pod without a sidecar still reaches carts in plain text. With STRICT its " +
    "connection is closed before a byte of HTTP is read, and the calls within the mesh go on.",
  rows: ["K4"],
  needs: ["loadGenerator", "outsider"],
  // The first step is what the policy pack refuses.
  exceptions: { "strict-mtls": "advisory" },
  steps: [
    {
      title: "PERMISSIVE",
      change: { mesh: { mtls: "PERMISSIVE" } },
      loads: [load([{ kind: "all", of: { code: 200 } }])],
    },
    {
      title: "STRICT",
      change: { mesh: { mtls: "STRICT" } },
      loads: [
        load([{ kind: "all", of: { code: "none" } }]),
        { ...load([{ kind: "all", of: { code: 200 } }]), what: "carts from within the mesh", from: "mesh" },
      ],
    },
  ],
};
