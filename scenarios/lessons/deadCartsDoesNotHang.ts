import type { Scenario } from "../scenario";

export const deadCartsDoesNotHang: Scenario = {
  name: "dead-carts-does-not-hang",
  title: "A dead carts does not hang its callers",
  teaches:
    "A carts that takes calls and never answers would hold its callers for a minute and more. With a timeout of 1 s " +
    "on carts the caller's sidecar answers 504 in its place, and the shop goes on.",
  rows: ["O7"],
  needs: ["loadGenerator", "faultyCarts"],
  steps: [
    {
      title: "all calls go to a carts that hangs, timeout 1 s",
      change: { sockShop: { traffic: { carts: { weights: { v1: 0, faulty: 100 }, timeout: "1s" } } } },
      loads: [
        {
          what: "carts from within the mesh",
          from: "mesh",
          to: { service: "carts", of: "sockShop", path: "/items" },
          connections: 10,
          calls: 20,
          expect: [
            { kind: "all", of: { code: 504 } },
            { kind: "slowest", atMost: 3 },
          ],
        },
        {
          what: "the shop's cart through the gateway",
          from: "mesh",
          to: { gateway: "sockShop", path: "/cart" },
          connections: 10,
          calls: 20,
          expect: [
            { kind: "none", of: { code: 200 } },
            { kind: "none", of: { code: "none" } },
            { kind: "slowest", atMost: 3 },
          ],
        },
      ],
    },
  ],
};
