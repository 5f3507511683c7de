import type { Scenario } from "../scenario";

export const timeoutCutsDelays: Scenario = {
  name: "timeout-cuts-delays",
  title: "A timeout of 1 s cuts the delays",
  teaches:
    "With a timeout of 1 s on the shop's route the gateway answers 504 after a second in place of a page after five. " +
    "The timeout stands on another route than the fault: a sidecar delays a call before its own timeout begins.",
  rows: ["H5", "K1"],
  needs: ["loadGenerator"],
  steps: [
    {
      title: "delay 50 % of the calls to carts by 5 s, timeout of the shop 1 s",
      change: {
        sockShop: {
          traffic: {
            carts: { fault: { delay: { percentage: 50, duration: "5s" } } },
            "front-end": { timeout: "1s" },
          },
        },
      },
      loads: [
        {
          what: "the shop's cart through the gateway",
          from: "mesh",
          to: { gateway: "sockShop", path: "/cart" },
          connections: 40,
          calls: 400,
          expect: [
            { kind: "share", of: { code: 504 }, share: 0.5 },
            { kind: "share", of: { code: 200 }, share: 0.5 },
            { kind: "slowest", atMost: 3 },
          ],
        },
      ],
    },
  ],
};
