import * as z from "zod";
import { found } from "../finding";
import type { Field } from "../model/field";
import { isOff, isOfIstio, isOnHostNetwork, ownInjection } from "../model/injection";
import { containersOf, WORKLOAD_KINDS, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

/** The user that Istio's proxy runs as. */
const PROXY_UID = 1337;

/** Containers that are Istio's own. */
const OF_ISTIO = new Set(["istio-proxy", "istio-operator"]);

const WHY = `The sidecar runs as user 1337, and the pod's network rules let everything that this user sends out pass by the sidecar: else
its own traffic would come back to it. An application that runs as 1337 is taken for the proxy. Its calls leave the pod unencrypted, without
policies, routes or metrics, and STRICT workloads refuse them
([Istio: application requirements](https://istio.io/latest/docs/ops/deployment/application-requirements/#pod-requirements),
[IST0144](https://istio.io/latest/docs/reference/config/analysis/ist0144/)).

Init containers may run as 1337: that is how they reach the network before the sidecar is up. Pods without a sidecar, by
\`sidecar.istio.io/inject: "false"\` or on the node's network, are left alone.`;

/** What runs as the proxy's user goes past the proxy. */
export const proxyUid: Rule = {
  name: "proxy-uid",
  codes: ["IST0144"],
  description: "Applications do not run as user 1337, which is the sidecar's.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "All that such an application sends goes past its sidecar, in plain text.",
  },
  scope: "object",
  kinds: WORKLOAD_KINDS,
  config: z.strictObject({}),
  *check(object) {
    const template = workloadOf(object)?.template;
    if (!template || isOfIstio(object) || isOff(ownInjection(template)) || isOnHostNetwork(template)) return;
    const pod = template.get("spec");
    const applications = containersOf(pod).filter((one) => !OF_ISTIO.has(one.get("name").text ?? ""));
    // What the pod says is for the containers that say nothing themselves.
    const asPod = applications.some((one) => userOf(one).missing) ? [pod] : [];
    for (const one of [...asPod, ...applications]) {
      const user = userOf(one);
      if (user.number !== PROXY_UID) continue;
      yield found(object, user, {
        problem: "the sidecar's own user, so what these containers send goes past the sidecar",
        allowed: "any other user",
        fix: "run the application as another user",
        // istioctl looks at these two kinds only.
        ...(object.kind === "Pod" || object.kind === "Deployment" ? {} : { codes: [] }),
      });
    }
  },
};

function userOf(podOrContainer: Field): Field {
  return podOrContainer.at("securityContext", "runAsUser");
}
