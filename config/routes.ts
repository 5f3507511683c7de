import { z } from "zod";
import { flag, oneOf, section } from "./leaves";

const gatewayPorts = ["http2", 8080] as const;

/**
 * `routes`: the Routes that OpenShift's router answers for the stack's hosts by, one for each host, all to the ingress
 * gateway. A host with `tls` of its own always passes through to the gateway, which ends it.
 */
export const routes = section({
  /** The gateway's port for plain HTTP: by the name in its Service, or by the number in an operator's gateway pods. */
  targetPort: z.literal(gatewayPorts, { error: `one of ${gatewayPorts.join(", ")}` }).default("http2"),
  /** Who ends TLS of a host that has none of its own: the router, or nobody, so that callers come in plain text. */
  termination: oneOf(["edge", "none"]).default("edge"),
  /** Whether `make up` removes Routes for the same hosts that lead past the gateway. Only those in the stack's namespaces. */
  replaceDirect: flag().default(false),
});

export type RouteSettings = z.output<typeof routes>;
