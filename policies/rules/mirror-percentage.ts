import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  most: z
    .number()
    .min(0)
    .max(100)
    .default(100)
    .describe("The largest share of calls, in percent, that may be mirrored."),
});

type Config = z.infer<typeof config>;

const WHY = `Mirroring sends a copy of each call to a second service, and throws the answer away. Without a percentage it copies every call:
the mirror gets the whole load from the first second, and so does whatever it writes to or calls in turn
([Istio: mirroring](https://istio.io/latest/docs/tasks/traffic-management/mirroring/)). Whoever means 100 % should say so.

\`mirrorPercent\`, in whole percents, is deprecated; istioctl warns of it as IST0133
([Istio: HTTPRoute](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute)).`;

/** Without a percentage, mirroring doubles the load. */
export const mirrorPercentage: Rule<Config> = {
  name: "mirror-percentage",
  codes: ["IST0133"],
  description: "Mirrored traffic has an explicit percentage.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Callers do not notice mirroring; the mirror and what it calls do." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config,
  *check(service, _, config) {
    for (const rule of service.spec.get("http").items()) {
      const old = ["mirrorPercent", "mirror_percent"].map((name) => rule.get(name)).find((one) => !one.missing);
      if (old) yield deprecated(service, old);
      const percentage = rule.get("mirrorPercentage");
      if (!rule.get("mirror").missing && !(old && percentage.missing)) yield* checkShare(service, percentage, config);
      for (const mirror of rule.get("mirrors").items()) {
        if (mirror.isObject) yield* checkShare(service, mirror.get("percentage"), config);
      }
    }
  },
};

function* checkShare(service: MeshObject, percentage: Field, { most }: Config): Iterable<Finding> {
  const share = percentage.get("value");
  if (!percentage.missing && (share.number ?? 0) <= most) return;
  yield found(service, percentage.missing ? percentage : share, {
    problem: percentage.missing ? "so every call is sent twice" : "which is more than this rule's setting most allows",
    allowed: `a share of at most ${most} percent, { value: … }`,
    fix: "say which share of the calls to mirror, and start with a small one",
    codes: [],
  });
}

function deprecated(service: MeshObject, field: Field): Finding {
  return found(service, field, {
    problem: "a deprecated setting",
    allowed: "mirrorPercentage, { value: … }",
    fix: `write mirrorPercentage: { value: ${field.show()} }`,
  });
}
