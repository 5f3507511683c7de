import type { Scenario } from "../scenario";

export const tlsDisableGives503: Scenario = {
  name: "tls-disable-gives-503",
  title: "A rule that disables TLS gives 503",
  teaches:
    "Callers follow the DestinationRule: with TLS mode DISABLE they talk plain text to a carts that takes only mutual " +
    "TLS, and every call fails with 503. The policy pack refuses such a rule, so this scenario brings an exception.",
  rows: ["K4"],
  needs: ["loadGenerator"],
  exceptions: { "istio-mutual": "advisory" },
  steps: [
    {
      title: "TLS mode DISABLE for carts",
      change: { sockShop: { traffic: { carts: { tls: { mode: "DISABLE" } } } } },
      loads: [
        {
          what: "carts from within the mesh",
          from: "mesh",
          to: { service: "carts", of: "sockShop", path: "/items" },
          connections: 2,
          calls: 20,
          expect: [{ kind: "all", of: { code: 503 } }],
        },
      ],
    },
  ],
};
