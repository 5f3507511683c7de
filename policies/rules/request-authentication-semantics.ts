import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a RequestAuthentication, and the update stops there; where the webhook does not stand, tokens are
verified with no key, so that every one of them is refused. A rule names who issues its tokens or where their keys are, and keys that
are written in it are a JSON Web Key Set
([JWTRule](https://istio.io/latest/docs/reference/config/security/request_authentication/#JWTRule),
[RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)).`;

/** Whatever Istio's own validation asks of a RequestAuthentication beyond its schema. */
export const requestAuthenticationSemantics: Rule = {
  name: "request-authentication-semantics",
  codes: ["IST0106"],
  description: "JWT rules name the issuer of their tokens or the place of its keys, and hold valid key sets.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a RequestAuthentication." },
  scope: "object",
  kinds: ["security.istio.io/RequestAuthentication"],
  config: z.strictObject({}),
  *check(authentication) {
    for (const rule of authentication.spec.get("jwtRules").items()) yield* checkRule(authentication, rule);
  },
};

function* checkRule(authentication: MeshObject, rule: Field): Iterable<Finding> {
  if (!rule.isObject) return;
  if (["issuer", "jwksUri", "jwks_uri"].every((name) => !rule.get(name).text)) {
    yield found(authentication, rule.get("issuer"), {
      problem: "and no jwksUri, so nobody knows whose tokens this is for",
      allowed: "the issuer of the tokens, as their claim iss has it, or the address of its keys",
      fix: "write issuer, or jwksUri",
    });
  }
  const jwks = rule.get("jwks");
  if (!jwks.text || isKeySet(jwks.text)) return;
  yield {
    ...found(authentication, jwks, {
      problem: "which is no JSON Web Key Set",
      allowed: '\'{"keys": [{"kty": "RSA", …}]}\', or one key',
      fix: "write the issuer's public keys as JSON, or jwksUri",
    }),
    found: "a text",
  };
}

function isKeySet(text: string): boolean {
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof set !== "object" || set === null) return false;
  // A set without keys is one: Istio takes null for an empty list.
  const keys = "keys" in set ? (set.keys ?? []) : [set];
  return Array.isArray(keys) && keys.every(isKey);
}

function isKey(key: unknown): boolean {
  return typeof key === "object" && key !== null && "kty" in key && typeof key.kty === "string";
}
