import type { Scenario } from "../scenario";

export const mirrorToV2: Scenario = {
  name: "mirror-to-v2",
  title: "Front-end v2 gets a copy of every call",
  teaches:
    "A mirrored call is sent to the new version too, and its answer is thrown away: v2 meets real traffic before any " +
    "user meets v2. The callers notice nothing.",
  rows: ["K1"],
  needs: ["loadGenerator", "frontEndV2"],
  steps: [
    {
      title: "v1 answers, v2 gets the copy",
      change: { sockShop: { traffic: { "front-end": { mirror: { subset: "v2", percentage: 100 } } } } },
      loads: [
        {
          what: "the shop through the gateway",
          from: "mesh",
          to: { gateway: "sockShop", path: "/" },
          connections: 2,
          calls: 200,
          expect: [
            { kind: "all", of: { code: 200 } },
            { kind: "all", of: { arrivals: "front-end v1" } },
            { kind: "all", of: { arrivals: "front-end v2" } },
          ],
        },
      ],
    },
  ],
};
