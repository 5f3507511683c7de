import { z } from "zod";

const proxy = z.object({
  proxy: z.string(),
  proxy_type: z.string().default(""),
  resources: z
    .record(
      z.string(),
      z.object({ sent: z.string().default(""), acked: z.string().default(""), lastError: z.string().default("") }),
    )
    .default({}),
});

/** A proxy connected to an istiod: by type what was last sent to it, what it acknowledged and what it refused. */
export type Proxy = z.infer<typeof proxy>;

/** The proxies in what `/debug/syncz` says. */
export const proxiesOf = (syncz: unknown): Proxy[] => z.array(proxy).parse(syncz);

const sidecarsAndGateways = ["sidecar", "router", "waypoint"];

/** Whether a proxy is one that istiod keeps a scope for: an Envoy, or what speaks its protocol. */
export const hasScope = ({ proxy_type }: Proxy): boolean => sidecarsAndGateways.includes(proxy_type);

/** The counter of a push in its version, `2026-11-20T15:19:36Z/21`: each push of an istiod has a higher one. */
export const counterOf = (version: string): number => Number(/\/(\d+)$/.exec(version)?.[1] ?? 0);

/** The counter in a nonce, which is a version directly followed by the 36 characters of a UUID. */
export const counterOfNonce = (nonce: string): number => counterOf(nonce.slice(0, -36));

/** What istiod sends first in a push: clusters, to all but gRPC that has not asked for any yet. */
const firstTypes = ["cluster.v3.Cluster", "listener.v3.Listener"].map((name) => `type.googleapis.com/envoy.config.${name}`);

/**
 * The nonce with which the newest push to a proxy began. A forced push sends that type whether it changed or not, and
 * pushes to one proxy do not overlap. Undefined: the proxy watches nothing that tells.
 */
export function beginning({ resources }: Proxy): string | undefined {
  const first = firstTypes.find((type) => resources[type]);
  return first && resources[first]?.sent;
}

/** Whether istiod began to send a proxy that push or a newer one. */
export function wasSent(proxy: Proxy, push: number): boolean {
  const nonce = beginning(proxy);
  // One that has just connected and watches nothing yet may still run on what another istiod gave it.
  if (nonce === undefined) return !hasScope(proxy) || Object.keys(proxy.resources).length > 0;
  return counterOfNonce(nonce) >= push;
}

/** The types that were sent to a proxy and not acknowledged yet, by their short names. */
export const unacknowledged = ({ resources }: Proxy): string[] =>
  Object.entries(resources)
    .filter(([, { sent, acked }]) => sent !== acked)
    .map(([type]) => shortName(type));

/** A type's last word: `Cluster`. */
export const shortName = (type: string): string => type.replace(/^.*[./]/, "");
