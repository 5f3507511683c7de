import type { Load, Scenario } from "../scenario";

const load = (calls: number, expect: Load["expect"]): Load => ({
  what: "the shop through the gateway",
  from: "mesh",
  to: { gateway: "sockShop", path: "/" },
  connections: 4,
  calls,
  expect: [...expect, { kind: "all", of: { code: 200 } }],
});

export const canaryFrontEnd: Scenario = {
  name: "canary-front-end",
  title: "Front-end v2 gets 20 % of the calls, then all",
  teaches:
    "A new version runs beside the old one and gets a share of the calls by weight, whatever the number of its pods. " +
    "Every move of the weights is one changed VirtualService, and no call is lost.",
  rows: ["O8", "K1"],
  needs: ["loadGenerator", "frontEndV2"],
  steps: [
    {
      title: "v1 80 %, v2 20 %",
      change: { sockShop: { traffic: { "front-end": { weights: { v1: 80, v2: 20 } } } } },
      loads: [
        load(1000, [
          { kind: "share", of: { arrivals: "front-end v2" }, share: 0.2 },
          { kind: "share", of: { arrivals: "front-end v1" }, share: 0.8 },
        ]),
      ],
    },
    {
      title: "v2 100 %",
      change: { sockShop: { traffic: { "front-end": { weights: { v1: 0, v2: 100 } } } } },
      loads: [load(200, [{ kind: "all", of: { arrivals: "front-end v2" } }])],
    },
  ],
};
