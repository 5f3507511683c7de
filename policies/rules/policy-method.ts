import { METHODS } from "node:http";
import * as z from "zod";
import type { Why } from "../finding";
import { found } from "../finding";
import { matches } from "../model/existingNamespaces";
import { anyOf } from "../model/references";
import type { Rule } from "../rule";

const config = z.strictObject({
  otherMethods: z
    .array(z.string())
    .default([])
    .describe('Methods of your own protocols, as clients send them: "FETCH". Those of HTTP and WebDAV are known.'),
});

const WHY = `\`methods\` of an AuthorizationPolicy are compared with the method of the request, letter by letter
([Istio: Operation](https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation)): \`get\` and \`GTE\` are never sent, and a
rule with such a method never matches. ALLOW then shuts out those whom it was written for, and DENY lets them in. Kiali reports what
is no method as [KIA0102](https://kiali.io/docs/features/validations/), but takes \`get\` for \`GET\`.

A \`*\` at the front or at the end stands for anything. Every gRPC call is a \`POST\`: its service and method belong into \`paths\`, as
\`/package.Service/Method\`.`;

/** A method that no client sends never matches. */
export const policyMethod: Rule<z.infer<typeof config>> = {
  name: "policy-method",
  codes: ["KIA0102"],
  description: "The methods in an AuthorizationPolicy are methods of HTTP.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "A rule for a method that nobody sends protects nothing." },
  scope: "object",
  kinds: ["security.istio.io/AuthorizationPolicy"],
  config,
  *check(policy, _, { otherMethods }) {
    const known = [...METHODS, ...otherMethods];
    const rules = policy.spec.get("rules").items();
    const operations = rules.flatMap((rule) => rule.get("to").items()).map((to) => to.get("operation"));
    for (const operation of operations) {
      for (const list of ["methods", "notMethods"]) {
        for (const field of operation.get(list).items()) {
          const why = field.text === undefined ? undefined : faultOf(field.text, known);
          // Kiali looks at `methods` only.
          if (why) yield found(policy, field, list === "methods" ? why : { ...why, codes: [] });
        }
      }
    }
  },
};

function faultOf(method: string, known: readonly string[]): Why | undefined {
  if (known.some((one) => matches(method, one))) return undefined;
  const allowed = "a method of HTTP such as GET or POST, with or without a * at one end";
  if (method.startsWith("/") || /\w\.\w/.test(method)) {
    return {
      problem: "which is a path of gRPC, not a method",
      allowed,
      fix: "move it to paths; the method of gRPC is POST",
    };
  }
  const plain = method.trim().toUpperCase();
  const meant = known.filter((one) => matches(plain, one));
  if (meant.length === 0)
    return {
      problem: "which is no method of HTTP",
      allowed,
      fix: "write the method, or list it in otherMethods of this rule",
    };
  return {
    problem: "which no client sends: methods are compared letter by letter",
    allowed,
    fix: plain.includes("*") ? `write "${plain}"` : `write ${anyOf(meant)}`,
    codes: [],
  };
}
