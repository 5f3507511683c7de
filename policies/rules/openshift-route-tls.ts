import * as z from "zod";
import { found } from "../finding";
import { ingressOf } from "../model/routes";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `Inside of the mesh calls are encrypted; a Route without \`tls\` lets them come to the ingress gateway in plain text, with
their passwords and cookies. With \`edge\` the router ends TLS by the cluster's certificate or the Route's own, with \`passthrough\` the
gateway does by that of its server
([secured routes](https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/networking/configuring-routes#configuring-default-certificate)).
\`insecureEdgeTerminationPolicy: Allow\` serves plain HTTP beside it: use \`Redirect\`.`;

/** Plain HTTP from the outside world to the mesh. */
export const openshiftRouteTls: Rule<Config> = {
  name: "openshift-route-tls",
  codes: [],
  description: "Routes to an ingress gateway use TLS.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Plain HTTP works, and a test environment may have no certificate." },
  offInTests: true,
  scope: "stack",
  kinds: ["route.openshift.io/Route"],
  config,
  *check(route, mesh) {
    const tls = route.spec.get("tls");
    if (!ingressOf(route, mesh) || (route.partial && tls.missing)) return;
    const termination = tls.get("termination");
    const insecure = tls.get("insecureEdgeTerminationPolicy");
    if (!termination.text) {
      yield found(route, termination, {
        problem: "so the outside world calls the mesh in plain text",
        allowed: '"edge", "passthrough" or "reencrypt"',
        fix: "set tls: { termination: edge, insecureEdgeTerminationPolicy: Redirect }",
      });
    } else if (insecure.value === "Allow") {
      yield found(route, insecure, {
        problem: "so plain HTTP is served beside TLS",
        allowed: '"Redirect", "None", or nothing',
        fix: 'write "Redirect"',
      });
    }
  },
};
