import { accepts } from "../../cluster/accepts";
import type { gatewayAddress, GatewayService } from "../gatewayAddress";
import type { Forward, ForwardOptions, ForwardTarget } from "../portForward";

/** Milliseconds in which the gateway must take a connection to count as reached from here. */
const limit = 3000;

/** Where the gateway takes calls. */
export interface Entrance {
  host: string;
  port: number;
  /** How it is reached, for people: undefined where directly. */
  through?: string;
  close: () => Promise<void>;
}

export interface Means {
  gatewayAddress: typeof gatewayAddress;
  open: (target: ForwardTarget, options: ForwardOptions) => Promise<Forward>;
  signal: AbortSignal;
}

/**
 * The way to the gateway: its own address where it takes connections from here, else a port-forward. It is only tried by a
 * connection: a call would be one too many in the mesh's counters.
 */
export async function entrance(
  gateway: GatewayService,
  scheme: "http" | "https",
  { gatewayAddress: addressOf, open, signal }: Means,
): Promise<Entrance> {
  const { address, port } = addressOf(gateway, scheme);
  const { namespace, service } = gateway;
  if (port === undefined) throw new Error(`Service ${namespace}/${service} has no port for ${scheme}.`);
  if (address) {
    const url = new URL(address);
    const direct = { host: url.hostname, port: Number(url.port) || (scheme === "https" ? 443 : 80) };
    if (await accepts(direct.host, direct.port, limit)) return { ...direct, close: () => Promise.resolve() };
  }
  const forward = await open({ namespace, name: `service/${service}`, port }, { detached: true, signal });
  const why = address ? `${address} takes no connection from here` : "it has no address outside of the cluster";
  return {
    host: "127.0.0.1",
    port: forward.port,
    through: `kubectl port-forward: ${why}`,
    close: () => forward.close(),
  };
}
