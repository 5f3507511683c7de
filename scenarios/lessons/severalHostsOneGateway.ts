import type { Load, Scenario } from "../scenario";

const load = (what: string, to: Load["to"], expect: Load["expect"]): Load => ({
  what,
  from: "mesh",
  to,
  connections: 2,
  calls: 100,
  expect,
});

export const severalHostsOneGateway: Scenario = {
  name: "several-hosts-one-gateway",
  title: "Several hosts share one gateway",
  teaches:
    "Sock Shop and Bookinfo each have a host of their own at the same ingress gateway, in separate Gateway objects: " +
    "each host leads to its own app, and a host that nobody declared gets 404.",
  rows: ["K5", "K6", "B4"],
  needs: ["loadGenerator", "bookinfo"],
  steps: [
    {
      title: "Sock Shop and Bookinfo",
      change: {},
      loads: [
        load("Sock Shop's host", { gateway: "sockShop", path: "/" }, [
          { kind: "all", of: { code: 200 } },
          { kind: "all", of: { arrivals: "front-end v1" } },
        ]),
        load("Bookinfo's host", { gateway: "bookinfo", path: "/productpage" }, [
          { kind: "all", of: { code: 200 } },
          { kind: "all", of: { arrivals: "productpage" } },
        ]),
        load("another path of Bookinfo's host", { gateway: "bookinfo", path: "/static" }, [
          { kind: "all", of: { code: 404 } },
        ]),
        load("a host that nobody declared", { gateway: { host: "unknown.example.com" }, path: "/" }, [
          { kind: "all", of: { code: 404 } },
        ]),
      ],
    },
  ],
};
