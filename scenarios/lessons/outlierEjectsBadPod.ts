import type { Load, Scenario } from "../scenario";

const everyPod = { weights: "off", loadBalancing: { simple: "RANDOM" } };

const load = (calls: number, expect: Load["expect"]): Load => ({
  what: "carts, one of whose two pods answers 503",
  from: "mesh",
  to: { service: "carts", of: "sockShop", path: "/items?status=503" },
  connections: 2,
  calls,
  expect,
});

export const outlierEjectsBadPod: Scenario = {
  name: "outlier-ejects-bad-pod",
  title: "Outlier detection takes a bad pod out",
  teaches:
    "One of two pods of carts answers 503. Without outlier detection half of all calls fail for as long as it lives. " +
    "With it, the third failure in a row takes the pod out for a minute, and the calls go to the good one.",
  rows: ["K1", "O7"],
  needs: ["loadGenerator", "faultyCarts"],
  steps: [
    {
      title: "no outlier detection",
      change: { sockShop: { traffic: { carts: { ...everyPod, outlierDetection: "off" } } } },
      loads: [load(600, [{ kind: "share", of: { code: 503 }, share: 0.5 }])],
    },
    {
      title: "out after three errors in a row",
      change: {
        sockShop: {
          traffic: {
            carts: {
              ...everyPod,
              outlierDetection: { consecutiveGatewayErrors: 3, interval: "1s", baseEjectionTime: "1m" },
            },
          },
        },
      },
      loads: [load(600, [{ kind: "between", of: { code: 503 }, from: 3, to: 12 }])],
    },
  ],
};
