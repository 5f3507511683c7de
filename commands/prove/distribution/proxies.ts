import { z } from "zod";

const status = z.object({
  sent: z.string().default(""),
  acked: z.string().default(""),
  lastError: z.string().default(""),
});

const proxy = z.object({
  proxy: z.string(),
  proxy_type: z.string().default(""),
  resources: z.record(z.string(), status).default({}),
});

/** A proxy connected to an istiod: by type the nonce last sent to it, the one it last acknowledged, what it last refused. */
export type Proxy = z.infer<typeof proxy>;

/** The proxies in what `/debug/syncz` says. */
export const proxiesOf = (syncz: unknown): Proxy[] => z.array(proxy).parse(syncz);

/** Whether a proxy is of a type for which istiod keeps a scope, and which runs on what it was last sent. */
export const isSidecarOrGateway = ({ proxy_type }: Proxy): boolean =>
  ["sidecar", "router", "waypoint"].includes(proxy_type);

/** The counter of a push in its version, `2026-11-20T15:19:36Z/21`: each push of an istiod has a higher one. */
export const counterOf = (version: string): number => Number(/\/(\d+)$/.exec(version)?.[1] ?? 0);

/** The counter in a nonce, which is a version directly followed by the 36 characters of a UUID. */
export const counterOfNonce = (nonce: string): number => counterOf(nonce.slice(0, -36));

/** What istiod sends first in a push: clusters, to all but gRPC that has not asked for any yet. */
const firstTypes = ["cluster.v3.Cluster", "listener.v3.Listener"].map(
  (name) => `type.googleapis.com/envoy.config.${name}`,
);

/** The nonce of what a push, or an answer, began with last. Undefined: the proxy watches nothing that tells. */
export function beginning({ resources }: Proxy): string | undefined {
  const first = firstTypes.find((type) => resources[type]);
  return first && resources[first]?.sent;
}

/** Whether istiod began to send a proxy that push or a newer one. */
export function wasSent(proxy: Proxy, push: number): boolean {
  const nonce = beginning(proxy);
  if (nonce !== undefined) return counterOfNonce(nonce) >= push;
  // One that has connected and not asked for anything yet may still run on what another istiod gave it.
  return !isSidecarOrGateway(proxy) || Object.keys(proxy.resources).length > 0;
}

/** The types that were sent to a proxy and not acknowledged, with what it last refused of them. */
export const unacknowledged = ({ resources }: Proxy): string[] =>
  Object.entries(resources)
    .filter(([, { sent, acked }]) => sent !== acked)
    .map(([type, { lastError }]) => shortName(type) + (lastError && ` (last refused: ${lastError.trim()})`));

/** A type's last word: `Cluster`. */
export const shortName = (type: string): string => type.replace(/^.*[./]/, "");
