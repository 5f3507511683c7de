import type { Scenario } from "../scenario";

const failing = 0.8;
const attempts = 10;

export const retryHidesAborts: Scenario = {
  name: "retry-hides-aborts",
  title: "Retries hide most failures of carts",
  teaches:
    "The gateway tries a failed call to the shop again, up to ten times. Of calls that fail with 80 % each, all eleven " +
    "tries fail in 0.8^11 = 8.6 % of the cases: the users see 8.6 % failures in place of 80 %. The price is load: " +
    "nearly five calls for one.",
  rows: ["H4", "K1"],
  needs: ["loadGenerator"],
  steps: [
    {
      title: "abort 80 %, ten retries at the gateway",
      change: {
        sockShop: {
          traffic: {
            carts: { fault: { abort: { percentage: failing * 100, status: 500 } } },
            "front-end": { retries: { attempts, retryOn: "5xx", backoff: "1ms" } },
          },
        },
      },
      loads: [
        {
          what: "the shop's cart through the gateway",
          from: "mesh",
          to: { gateway: "sockShop", path: "/cart" },
          connections: 8,
          calls: 600,
          expect: [{ kind: "share", of: { code: 200 }, share: 1 - failing ** (1 + attempts) }],
        },
      ],
    },
  ],
};
