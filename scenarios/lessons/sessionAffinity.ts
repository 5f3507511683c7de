import type { Load, Scenario } from "../scenario";

// The gateway makes a new session's cookie of its caller's address and port (Envoy: source/common/router/router.h,
// addDownstreamSetCookie): calls over one connection share it. Of fifty connections, nearly all would have to meet the same pod
// for a share below a tenth.
const connections = 50;

const load = (what: string, headers: Record<string, string>, expect: Load["expect"]): Load => ({
  what,
  from: "mesh",
  to: { gateway: "sockShop", path: "/" },
  headers,
  connections,
  calls: 400,
  expect: [...expect, { kind: "all", of: { code: 200 } }],
});

export const sessionAffinity: Scenario = {
  name: "session-affinity",
  title: "A session stays with one pod",
  teaches:
    "A cookie decides by its hash which pod answers, so all calls of a session reach the same one; a caller without " +
    "the cookie gets one from the gateway. It holds within one subset or one service: between weighted subsets the " +
    "weights decide for every call anew, so here the weights are off.",
  rows: ["O8", "K1"],
  needs: ["loadGenerator", "frontEndV2"],
  steps: [
    {
      title: "all pods of the front-end, by the cookie shop-session",
      change: {
        sockShop: {
          traffic: {
            "front-end": {
              weights: "off",
              loadBalancing: { sessionAffinity: { cookie: { name: "shop-session", ttl: "1h" } } },
            },
          },
        },
      },
      loads: [
        load("one session", { Cookie: "shop-session=one-user" }, [
          { kind: "together", arrivals: ["front-end v1", "front-end v2"] },
        ]),
        load("a new session for each connection", {}, [
          { kind: "between", of: { arrivals: "front-end v1" }, from: 40, to: 360 },
          { kind: "between", of: { arrivals: "front-end v2" }, from: 40, to: 360 },
        ]),
      ],
    },
  ],
};
