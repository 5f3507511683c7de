import type { Load, Scenario } from "../scenario";

/** The slow carts is the faulty one, asked to answer after a while. */
const load = (connections: number, calls: number, from: number, to: number): Load => ({
  what: `a slow carts, -c ${connections} -n ${calls}`,
  from: "mesh",
  to: { service: "carts", of: "sockShop", path: "/items?delay=50ms" },
  connections,
  calls,
  expect: [
    { kind: "between", of: { code: 503 }, from, to },
    { kind: "between", of: { code: 200 }, from: calls - to, to: calls - from },
  ],
});

export const circuitBreakerCarts: Scenario = {
  name: "circuit-breaker-carts",
  title: "A circuit breaker refuses parallel calls to carts",
  teaches:
    "A connection pool of one connection and one call at a time refuses every further call at once with 503: " +
    "an overloaded service gets time to recover, and its callers do not queue up behind it. The calls go over HTTP/2, " +
    "since over HTTP/1.1 one more call always waits its turn, and only the next is refused. Of two callers one is " +
    "served and the other refused, so about half of the calls get through; of four callers three are refused.",
  rows: ["H6", "K1"],
  needs: ["loadGenerator", "faultyCarts"],
  steps: [
    {
      title: "one connection, one call at a time",
      change: {
        sockShop: {
          traffic: {
            carts: {
              weights: { v1: 0, faulty: 100 },
              connectionPool: { http2: true, maxConnections: 1, maxRequests: 1 },
            },
          },
        },
      },
      loads: [load(2, 20, 3, 19), load(4, 40, 16, 39)],
    },
  ],
};
