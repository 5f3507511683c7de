import * as z from "zod";
import { found } from "../finding";
import { addonsOpenedBy, asksWho, titleOf } from "../model/addonAccess";
import { ADDONS } from "../model/addons";
import { EXPOSING_KINDS } from "../model/exposures";
import type { Rule } from "../rule";

const config = z.strictObject({
  addonsWithLogin: z
    .array(z.enum(ADDONS))
    .default([])
    .describe(
      'Addons that ask for a login themselves, such as "kiali" with the strategy openid, where the stack does not show it.',
    ),
});

type Config = z.infer<typeof config>;

const WHY = `Kiali, Grafana, Prometheus, Jaeger, Zipkin and Loki show who calls whom, with which paths, headers and errors, and Kiali changes
the mesh's configuration too. As [Istio's samples](https://github.com/istio/istio/tree/master/samples/addons) install them, they ask nobody
for a name (the samples say that they may not be suitable for production): whoever finds the address is in. How to open them over TLS is in
[remotely accessing telemetry addons](https://istio.io/latest/docs/tasks/observability/gateways/).

A way in from outside is a VirtualService or HTTPRoute at a gateway of the stack, an OpenShift Route, an Ingress, a Service of type
LoadBalancer or NodePort or with \`externalIPs\`, or a value that makes a chart open one: \`service.type\`, \`ingress.enabled\`,
\`route.main.enabled\` and their like in Releases of the charts prometheus, grafana, jaeger, kiali-server, kube-prometheus-stack and of
Istio's own of 1.5 and older. What a Release installs is never seen, so its values are all that is judged.

It passes if something asks callers who they are, at the gateway for the addon's host or at the addon's pods: an AuthorizationPolicy of action
\`CUSTOM\`, one of action \`ALLOW\` with \`requestPrincipals\` or \`ipBlocks\`, one of action \`DENY\` with \`notRequestPrincipals\` or
\`notIpBlocks\`, a route for token's claims only, client certificates (TLS mode \`MUTUAL\`), a filter or plugin for authentication, an OAuth
proxy in the addon's pods, annotations of the Ingress, source ranges of the balancer; or if the stack shows that Kiali or Grafana ask for a
login. A RequestAuthentication alone does not do: a request without a token
[passes](https://istio.io/latest/docs/reference/config/security/request_authentication/). Policies do not hold for pods that stay out of
the mesh, as those of addons mostly do.

A Service that is open on purpose says why, and the finding becomes advice:

\`\`\`yaml
metadata:
  name: jaeger-query-nodeport
  annotations: { istio-guard.ignore/addon-exposure: traces of a test cluster that only our office reaches }
\`\`\``;

/** A dashboard that is open to the world tells it how to attack the rest. */
export const addonExposure: Rule<Config> = {
  name: "addon-exposure",
  codes: [],
  description: "Kiali, Grafana, Prometheus and tracing are open to the outside only behind authentication.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "An open dashboard shows the inside of the mesh to whoever finds its address.",
  },
  offInTests: true,
  scope: "stack",
  kinds: EXPOSING_KINDS,
  config,
  *check(object, mesh, { addonsWithLogin }) {
    for (const [exposure, addon] of addonsOpenedBy(object, mesh)) {
      if (addonsWithLogin.includes(addon) || asksWho(exposure, addon, mesh)) continue;
      const way = exposure.open();
      if (way === undefined) continue;
      const title = titleOf(addon);
      const own = addon === "kiali" || addon === "grafana";
      yield found(object, exposure.field, {
        problem: `which opens ${title} to the outside ${way}, where nothing asks callers who they are`,
        allowed: `${title} inside the cluster, or behind authentication at the gateway or before its pods`,
        fix: `${object.key === "core/Service" ? CLOSE : GUARD}${own ? `; if ${title} asks for a login itself, add "${addon}" to addonsWithLogin of this rule` : ""}`,
      });
    }
  },
};

const GUARD =
  "remove it and use kubectl port-forward, or add an AuthorizationPolicy of action CUSTOM, or with requestPrincipals or ipBlocks";
const CLOSE =
  "write type ClusterIP and use kubectl port-forward, or open it at the gateway behind authentication; where it is wanted, say why in an annotation istio-guard.ignore/addon-exposure";
