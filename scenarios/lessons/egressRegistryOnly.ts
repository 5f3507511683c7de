import type { RawSettings } from "../../config";
import { outsideNamespace } from "../needs";
import type { Load, Scenario } from "../scenario";

const host = `partner.${outsideNamespace}.svc.cluster.local`;

/** The stack's settings with calls to unknown hosts refused in Sock Shop's namespace. */
const registryOnly = (stack: RawSettings): RawSettings => {
  const { namespace } = stack.sockShop as { namespace: string };
  const namespaces = stack.namespaces as { name: string }[];
  return {
    namespaces: namespaces.map((one) => (one.name === namespace ? { ...one, outboundTraffic: "REGISTRY_ONLY" } : one)),
  };
};

const partner = (stack: RawSettings, egressGateway: boolean): RawSettings => {
  const { namespace } = stack.sockShop as { namespace: string };
  const own = { name: "partner", namespace, host, ports: [{ number: 80, protocol: "HTTP" }], egressGateway };
  return {
    ...registryOnly(stack),
    externalServices: [...((stack.externalServices as object[] | undefined) ?? []), own],
  };
};

const load = (expect: Load["expect"]): Load => ({
  what: "a server outside of the mesh",
  from: "mesh",
  to: { url: `http://${host}/` },
  connections: 2,
  calls: 50,
  expect,
});

export const egressRegistryOnly: Scenario = {
  name: "egress-registry-only",
  title: "Only declared hosts can be called, and only through the egress gateway",
  teaches:
    "With REGISTRY_ONLY a sidecar refuses calls to hosts that the mesh does not know with 502. A ServiceEntry makes a " +
    "host known; with the egress gateway every call to it leaves the mesh at one place, where it can be watched.",
  rows: ["K1"],
  needs: ["loadGenerator", "outsider", "egressGateway"],
  steps: [
    { title: "unknown hosts are refused", change: registryOnly, loads: [load([{ kind: "all", of: { code: 502 } }])] },
    {
      title: "the host is declared",
      change: (stack) => partner(stack, false),
      loads: [
        load([
          { kind: "all", of: { code: 200 } },
          { kind: "none", of: { arrivals: "the egress gateway" } },
        ]),
      ],
    },
    {
      title: "through the egress gateway",
      change: (stack) => partner(stack, true),
      loads: [
        load([
          { kind: "all", of: { code: 200 } },
          { kind: "all", of: { arrivals: "the egress gateway" } },
        ]),
      ],
    },
  ],
};
