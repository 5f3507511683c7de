import * as z from "zod";
import { found } from "../finding";
import { IGNORE } from "../judge";
import type { Rule } from "../rule";
import { rules } from ".";

const WHY = `An annotation \`${IGNORE}<rule>: <reason>\` lets an object pass a rule: its findings there are still listed, as advice, with
the reason. Without a reason nobody can tell later whether the exception still holds, and with a misspelt rule it silences nothing. Such an
annotation has no effect: the findings that it was written for stand.`;

/** An exception that nobody explains, or that names no rule, is a mistake. */
export const reasonedExceptions: Rule = {
  name: "reasoned-exceptions",
  codes: [],
  description: "Annotations that silence a rule name a rule of this pack and give a reason.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "It has no effect, and looks as if it had one." },
  scope: "object",
  kinds: ["*"],
  config: z.strictObject({}),
  *check(object) {
    for (const [name, reason] of object.annotations) {
      if (!name.startsWith(IGNORE)) continue;
      const field = object.metadata.get("annotations").get(name);
      const rule = name.slice(IGNORE.length);
      if (!rules.some((one) => one.name === rule)) {
        yield found(object, field, {
          problem: `for "${rule}", which is no rule of this pack`,
          allowed: `${IGNORE} and the name of a rule`,
          fix: "write the name that the finding shows behind `rule`, or remove the annotation",
        });
      } else if (reason?.trim() === "") {
        yield found(object, field, {
          problem: "which is no reason",
          allowed: "a reason that tells a reader when the exception may go",
          fix: "write why this object is let through",
        });
      }
    }
  },
};
