import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { nanosecondsOf } from "../model/durations";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  most: z.int().min(0).default(10).describe("The most retries of one call."),
});

const WHY = `\`timeout\` is for a call with all its retries, \`perTryTimeout\` for each try. Where the retries do not fit into the timeout,
the last ones never happen: the rule promises more than it holds. Many retries make an outage worse, since every caller multiplies its calls
to a service that is already failing
([Istio: HTTPRetry](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry),
[Google SRE: handling overload](https://sre.google/sre-book/handling-overload/)).`;

/** Retries that cannot happen, and retries that make an outage worse. */
export const retryBudget: Rule<z.infer<typeof config>> = {
  name: "retry-budget",
  codes: [],
  description: "Retries fit into the route's timeout, and are not too many.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Such retries work, only not as often as they say, or too often." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config,
  *check(service, _, { most }) {
    for (const rule of service.spec.get("http").items()) {
      const attempts = rule.at("retries", "attempts");
      const times = attempts.number ?? 0;
      if (times > most) {
        yield found(service, attempts, {
          problem: "which multiplies the calls to a service that is failing already",
          allowed: `at most ${most}`,
          fix: "try again less often; outlier detection takes failing pods out",
        });
      }
      if (times > 0) yield* checkTime(service, rule, times);
    }
  },
};

function* checkTime(service: MeshObject, rule: Field, times: number): Iterable<Finding> {
  const timeout = rule.get("timeout");
  const perTry = rule.at("retries", "perTryTimeout");
  const whole = nanosecondsOf(timeout.text ?? "");
  const each = nanosecondsOf(perTry.text ?? "");
  if (whole === undefined || each === undefined || whole <= 0 || times * each <= whole) return;
  yield found(service, perTry, {
    problem: `so ${times} ${times === 1 ? "retry does" : "retries do"} not fit into the timeout of ${timeout.show()}`,
    allowed: "attempts × perTryTimeout of at most the timeout",
    fix: "raise the timeout, or lower attempts or perTryTimeout",
  });
}
