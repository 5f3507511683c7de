import * as z from "zod";
import { found } from "../finding";
import type { Rule } from "../rule";

const WHY = `Istio sets no timeout of its own: a call to a service that hangs waits as long as the caller does, and holds its connection,
memory and thread meanwhile. One slow service so takes down those that call it
([Istio: timeouts](https://istio.io/latest/docs/concepts/traffic-management/#timeouts),
[HTTPRoute](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute)).

Rules that redirect, answer directly or delegate call nobody and pass. For long streams and WebSockets, silence this rule with the reason.`;

/** Without a timeout a service that hangs takes its callers along. */
export const routeTimeout: Rule = {
  name: "route-timeout",
  codes: [],
  description: "The http routes of a VirtualService have a timeout.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Calls work without one as long as every service answers; streams need none.",
  },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    for (const rule of service.spec.get("http").items()) {
      const timeout = rule.get("timeout");
      if (!timeout.missing || rule.get("route").items().length === 0) continue;
      yield found(service, timeout, {
        problem: "so a call waits for ever when the service hangs",
        allowed: 'a duration such as "15s"',
        fix: "add the longest time that a caller should wait, with all retries",
      });
    }
  },
};
