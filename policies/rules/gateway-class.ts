import * as z from "zod";
import { found } from "../finding";
import { GATEWAY_API, listed } from "../model/gatewayApi";
import { isNamed } from "../model/known";
import type { Rule } from "../rule";

const config = z.strictObject({
  classes: z
    .array(z.string())
    .default([])
    .describe("GatewayClasses that exist outside the stack, beside those that Istio makes."),
});

type Config = z.infer<typeof config>;

/** What istiod makes: pilot/pkg/config/kube/gatewaycommon/classinfo.go */
const BUILT_IN = [
  "istio",
  "istio-remote",
  "istio-waypoint",
  "istio-east-west",
  "istio-agentgateway",
  "istio-agentgateway-waypoint",
];

const WHY = `\`gatewayClassName\` says which controller makes a Gateway work. If no GatewayClass has that name, no controller looks at the Gateway: it gets
no address, no pods and no status ([Gateway API: GatewayClass](https://gateway-api.sigs.k8s.io/api-types/gatewayclass/)). Istio makes the classes
\`istio\`, \`istio-remote\`, \`istio-waypoint\` and, where they are turned on, \`istio-east-west\` and those of agentgateway
([Istio: Gateway API](https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/)). Other classes are known if the stack declares
them, or if the setting \`classes\` names them.

Kiali reports it as [KIA1504](https://kiali.io/docs/features/validations/).`;

/** A Gateway of a class that nobody has stays without address and pods. */
export const gatewayClass: Rule<Config> = {
  name: "gateway-class",
  codes: ["KIA1504"],
  description: "The class of a Gateway is one of Istio's, or one that the stack or the configuration names.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Other controllers bring classes of their own, which the stack does not show.",
  },
  scope: "stack",
  kinds: [`${GATEWAY_API}/Gateway`],
  config,
  *check(gateway, mesh, { classes }) {
    const field = gateway.spec.get("gatewayClassName");
    if ((gateway.partial && field.missing) || (!field.missing && field.text === undefined)) return;
    const declared = mesh.once("gateway-class", () => {
      const all = mesh.ofKind(GATEWAY_API, "GatewayClass");
      return { names: new Set(all.map((one) => one.name)), complete: all.every(isNamed) };
    });
    const name = field.text ?? "";
    if (BUILT_IN.includes(name) || classes.includes(name) || declared.names.has(name) || !declared.complete) return;
    yield found(gateway, field, {
      problem: name === "" ? "so no controller looks at this Gateway" : "a class that neither Istio nor the stack has",
      allowed: listed([...classes, ...[...declared.names].sort(), ...BUILT_IN.slice(0, 3)]),
      fix: 'write "istio" for a gateway, "istio-waypoint" for a waypoint, or list the class in classes of this rule',
    });
  },
};
