import * as z from "zod";
import { found } from "../finding";
import { addonOf, ADDONS, asksForLogin, hasLoginProxy, targetAt } from "../model/addons";
import { exposuresBy } from "../model/exposures";
import { GATEWAY_API } from "../model/gatewayApi";
import { isGuarded } from "../model/guards";
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

A way in from outside is a VirtualService or HTTPRoute at a gateway of the stack, an OpenShift Route, an Ingress, or a Service of type
LoadBalancer. It passes if something asks callers who they are, at the gateway or at the addon: an AuthorizationPolicy of action \`CUSTOM\` or
with \`requestPrincipals\` or \`ipBlocks\`, a RequestAuthentication, client certificates (TLS mode \`MUTUAL\`), a filter or plugin for
authentication, an OAuth proxy in the addon's pods, annotations of the Ingress, source ranges of the balancer; or if the stack shows that
Kiali or Grafana ask for a login.`;

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
  kinds: [
    "networking.istio.io/VirtualService",
    `${GATEWAY_API}/HTTPRoute`,
    "route.openshift.io/Route",
    "networking.k8s.io/Ingress",
    "core/Service",
  ],
  config,
  *check(object, mesh, { addonsWithLogin }) {
    for (const { field, namespace, name, way } of exposuresBy(object, mesh)) {
      const target = targetAt(mesh, namespace, name);
      const addon = addonOf(name, target.service);
      if (!addon || addonsWithLogin.includes(addon) || asksForLogin(mesh, addon) || hasLoginProxy(target)) continue;
      if (isGuarded(mesh, { namespace, home: namespace, labels: target.labels, names: [name] })) continue;
      const title = addon.charAt(0).toUpperCase() + addon.slice(1);
      const own = addon === "kiali" || addon === "grafana";
      yield found(object, field, {
        problem: `which opens ${title} to the outside ${way}, where nothing asks callers who they are`,
        allowed: `${title} inside the cluster, or behind authentication at the gateway or before its pods`,
        fix: `remove it and use kubectl port-forward, or add an AuthorizationPolicy of action CUSTOM, or with requestPrincipals or ipBlocks${own ? `; if ${title} asks for a login itself, add "${addon}" to addonsWithLogin of this rule` : ""}`,
      });
    }
  },
};
