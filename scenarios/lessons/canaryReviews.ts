import type { Scenario } from "../scenario";

const reviews = { service: "reviews", of: "bookinfo", port: 9080, path: "/reviews/0" } as const;

export const canaryReviews: Scenario = {
  name: "canary-reviews",
  title: "Bookinfo's reviews from v1 to v3, and v2 for one user",
  teaches:
    "Half of the calls to reviews move to v3, then all of them; and whoever comes with the header end-user: jason " +
    "gets v2. A route with a match stands before the weights: it is tried first.",
  rows: ["B3", "B4", "K1"],
  needs: ["loadGenerator", "bookinfo"],
  steps: [
    {
      title: "v1 50 %, v3 50 %",
      change: { bookinfo: { traffic: { reviews: { weights: { v1: 50, v2: 0, v3: 50 } } } } },
      loads: [
        {
          what: "the product page through the gateway",
          from: "mesh",
          to: { gateway: "bookinfo", path: "/productpage" },
          connections: 4,
          calls: 600,
          expect: [
            { kind: "all", of: { code: 200 } },
            { kind: "share", of: { arrivals: "reviews v3" }, share: 0.5 },
            { kind: "share", of: { arrivals: "reviews v1" }, share: 0.5 },
            { kind: "none", of: { arrivals: "reviews v2" } },
          ],
        },
      ],
    },
    {
      title: "v3 100 %, v2 for the user jason",
      change: {
        bookinfo: {
          traffic: {
            reviews: {
              weights: { v1: 0, v2: 0, v3: 100 },
              routes: [
                {
                  name: "jason",
                  match: [{ headers: { "end-user": { exact: "jason" } } }],
                  weights: { v1: 0, v2: 100, v3: 0 },
                },
              ],
            },
          },
        },
      },
      loads: [
        {
          what: "reviews for everybody",
          from: "mesh",
          to: reviews,
          connections: 2,
          calls: 100,
          expect: [{ kind: "all", of: { arrivals: "reviews v3" } }],
        },
        {
          what: "reviews for jason",
          from: "mesh",
          to: reviews,
          headers: { "end-user": "jason" },
          connections: 2,
          calls: 100,
          expect: [{ kind: "all", of: { arrivals: "reviews v2" } }],
        },
      ],
    },
  ],
};
