import * as z from "zod";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { Rule } from "../rule";

const WHY = `\`fault\` makes the proxy answer with an error in the service's place, or hold calls back: for tests of how callers cope. Left
behind in production it looks like a failing service, except that the service has no log of it
([Istio: fault injection](https://istio.io/latest/docs/tasks/traffic-management/fault-injection/)).

A fault for 0 % of the calls, or one without a percentage, which Istio reads as 0, does nothing and passes.`;

/** Faults are for tests; forgotten, they are outages that no log explains. */
export const faultInjection: Rule = {
  name: "fault-injection",
  codes: [],
  description: "VirtualServices inject no faults.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "A fault is injected on purpose; only where it stays behind is it a mistake.",
  },
  offInTests: true,
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    for (const rule of service.spec.get("http").items()) {
      for (const kind of ["abort", "delay"]) {
        const fault = rule.at("fault", kind);
        const share = shareOf(fault);
        if (share === 0) continue;
        yield found(service, fault, {
          problem: `which ${kind === "abort" ? "fails" : "holds back"} ${share} % of the calls`,
          allowed: "no fault outside of tests",
          fix: "remove the fault",
        });
      }
    }
  },
};

/** The integer `percent`, of delays only, is the older form. */
function shareOf(fault: Field): number {
  const percentage = fault.get("percentage");
  const share = percentage.missing && fault.step === "delay" ? fault.get("percent") : percentage.get("value");
  return share.number ?? 0;
}
