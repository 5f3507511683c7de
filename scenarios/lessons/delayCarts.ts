import type { Scenario } from "../scenario";

export const delayCarts: Scenario = {
  name: "delay-carts",
  title: "Half of the calls to carts wait 5 s",
  teaches:
    "A delay is the other fault that a sidecar injects: half of the calls to carts are held back for 5 s before they " +
    "are sent. All of them succeed in the end, which is what makes slow services worse than dead ones.",
  rows: ["H5", "K1"],
  needs: ["loadGenerator"],
  steps: [
    {
      title: "delay 50 % by 5 s",
      change: { sockShop: { traffic: { carts: { fault: { delay: { percentage: 50, duration: "5s" } } } } } },
      loads: [
        {
          what: "carts from within the mesh",
          from: "mesh",
          to: { service: "carts", of: "sockShop", path: "/items" },
          connections: 400,
          calls: 400,
          expect: [
            { kind: "share", of: { slowerThan: 4 }, share: 0.5 },
            { kind: "all", of: { code: 200 } },
            { kind: "slowest", atMost: 8 },
          ],
        },
      ],
    },
  ],
};
