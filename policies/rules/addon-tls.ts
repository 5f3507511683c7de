import * as z from "zod";
import { found } from "../finding";
import { addonsOpenedBy, asksWho, titleOf } from "../model/addonAccess";
import type { Exposure } from "../model/exposure";
import { EXPOSING_KINDS } from "../model/exposures";
import { isUnder } from "../model/hosts";
import { normalized } from "../model/names";
import type { Rule } from "../rule";
import { hostOrWildcard } from "../settings";

const config = z.strictObject({
  plainHosts: z
    .array(hostOrWildcard)
    .default([])
    .describe(
      'Hosts of addons whose TLS ends before the gateway, at a balancer that nobody sees here: "*.ops.example.com".',
    ),
});

type Config = z.infer<typeof config>;

const WHY = `A login is worth nothing where everybody on the way reads it. Over plain HTTP the password for Grafana, the token for Kiali and the cookie
of an authorizer travel in clear text, and so do the traces and metrics themselves, with paths, headers and errors of every service. Istio's
task [remotely accessing telemetry addons](https://istio.io/latest/docs/tasks/observability/gateways/) calls that way insecure.

Judged is the way in that [addon-exposure](addon-exposure.md) looks at, whether or not something asks callers who they are: a server of a
Gateway for the addon's host that takes plain HTTP (or TCP) without \`httpsRedirect\`, a listener of protocol HTTP, a Route without \`tls\`
or with \`insecureEdgeTerminationPolicy: Allow\`, an Ingress without a certificate for the host, and the same in the values of an
addon's chart. A Service of type LoadBalancer or NodePort is judged where something asks callers who they are, unless its ports are for TLS;
where nothing asks, addon-exposure has said all.`;

/** Credentials and traces in clear text. */
export const addonTls: Rule<Config> = {
  name: "addon-tls",
  codes: [],
  description: "Callers from outside reach Kiali, Grafana, Prometheus and tracing over TLS only.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Whoever is on the way reads the login, and can use it to see, or with Kiali to change, the mesh.",
  },
  offInTests: true,
  scope: "stack",
  kinds: EXPOSING_KINDS,
  config,
  *check(object, mesh, { plainHosts }) {
    for (const [exposure, addon] of addonsOpenedBy(object, mesh)) {
      if (exposure.direct && !asksWho(exposure, addon, mesh)) continue;
      const way = exposure.plain();
      if (way === undefined || isListed(exposure, plainHosts)) continue;
      yield found(object, exposure.field, {
        problem: `by which callers reach ${titleOf(addon)} in plain text, ${way}`,
        allowed: "a way in over TLS, where plain calls are sent to HTTPS or not taken",
        fix: exposure.direct
          ? "write type ClusterIP, and open it at a gateway that has a certificate for its host"
          : "give the host a certificate where callers come in, and take plain HTTP only to send it to HTTPS (httpsRedirect: true)",
      });
    }
  },
};

/** Whether all names by which callers come are listed. */
function isListed({ hosts }: Exposure, plainHosts: readonly string[]): boolean {
  if (plainHosts.length === 0 || hosts().length === 0) return false;
  return hosts().every((host) => plainHosts.some((one) => isUnder(normalized(host), normalized(one))));
}
