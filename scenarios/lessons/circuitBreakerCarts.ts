import type { Load, Scenario } from "../scenario";

const load = (connections: number, calls: number): Load => ({
  what: `-c ${connections} -n ${calls}`,
  from: "mesh",
  to: { service: "carts", of: "sockShop", path: "/items" },
  connections,
  calls,
  expect: [
    { kind: "between", of: { code: 503 }, from: 1, to: calls - 1 },
    { kind: "between", of: { code: 200 }, from: 1, to: calls - 1 },
  ],
});

export const circuitBreakerCarts: Scenario = {
  name: "circuit-breaker-carts",
  title: "A circuit breaker refuses parallel calls to carts",
  teaches:
    "A connection pool of one connection and one call at a time refuses every further call at once with 503: " +
    "an overloaded service gets time to recover, and its callers do not queue up behind it.",
  rows: ["H6", "K1"],
  needs: ["loadGenerator"],
  steps: [
    {
      title: "one connection, one call at a time",
      change: {
        sockShop: {
          traffic: { carts: { connectionPool: { maxConnections: 1, maxPendingRequests: 1, maxRequests: 1 } } },
        },
      },
      loads: [load(2, 20), load(4, 40)],
    },
  ],
};
