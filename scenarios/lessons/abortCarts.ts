import type { Scenario } from "../scenario";

export const abortCarts: Scenario = {
  name: "abort-carts",
  title: "80 % of the calls to carts fail",
  teaches:
    "A fault is injected where the call starts: the caller's own sidecar answers 500 for 80 % of the calls, and carts " +
    "never hears of them. So a caller's handling of errors can be tried without breaking anything.",
  rows: ["H4", "K1"],
  needs: ["loadGenerator"],
  steps: [
    {
      title: "abort 80 % with status 500",
      change: { sockShop: { traffic: { carts: { fault: { abort: { percentage: 80, status: 500 } } } } } },
      loads: [
        {
          what: "carts from within the mesh",
          from: "mesh",
          to: { service: "carts", of: "sockShop", path: "/items" },
          connections: 4,
          calls: 1000,
          expect: [
            { kind: "share", of: { code: 500 }, share: 0.8 },
            { kind: "share", of: { code: 200 }, share: 0.2 },
          ],
        },
      ],
    },
  ],
};
