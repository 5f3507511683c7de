import { z } from "zod";
import { host, port, section } from "./leaves";
import { hostTls } from "./services";
import { destinationHost } from "./traffic/leaves";

/** An address over HTTP. */
export const httpAddress = (error: string) => z.string({ error }).regex(/^https?:\/\/[^\s/]+(?:\/\S*)?$/, { error });

/** A switch that stands for a choice: it is there, or it is not. */
const chosen = () => z.literal(true, { error: "true, or leave the key out" });

const keySet = () => {
  const error = 'a JSON Web Key Set as a text: {"keys": […]}, with at least one key, all of them public';
  return z.string({ error }).refine(isKeySet, { error });
};

function isKeySet(text: string): boolean {
  try {
    const { keys } = (JSON.parse(text) as { keys?: unknown } | null) ?? {};
    return Array.isArray(keys) && keys.length > 0 && keys.every(isPublic);
  } catch {
    return false;
  }
}

/** Private and shared keys have one of these (RFC 7518, 6.2.2, 6.3.2, 6.4): they would lie open in the stack's file and state. */
const isPublic = (key: unknown) => typeof key === "object" && key !== null && !("d" in key) && !("k" in key);

/** A claim of tokens. It becomes part of a pattern, in which a star would stand for anything. */
const claim = (what: string) => {
  const error = `${what} has it, without spaces and *`;
  return z.string({ error }).regex(/^[^\s*]+$/, { error });
};

/** Whoever stands between istiod and the issuer could plant a key of their own. */
const keysAddress = () => {
  const error =
    "an https:// address that istiod reads the issuer's keys from; http:// only of a Service (*.svc, *.svc.cluster.local)";
  const pattern = /^(?:https:\/\/[^\s/]+|http:\/\/[^\s/:]+\.svc(?:\.cluster\.local)?(?::\d+)?)(?:\/\S*)?$/;
  return z.string({ error }).regex(pattern, { error });
};

const jwt = section({
  issuer: claim("the issuer of the tokens, as their claim iss"),
  jwksUri: keysAddress().optional(),
  jwks: keySet().optional(),
  audiences: z
    .array(claim("an audience, as the claim aud"), { error: "a list of audiences" })
    .min(1, { error: "at least one audience" })
    .optional(),
});

/** How the gateway, or the addon itself, knows who calls: exactly one of these (exposureRules.ts). */
const authentication = section({
  /** The addon asks for a login itself. */
  own: chosen().optional(),
  /** Every request carries a token of this issuer. */
  jwt: jwt.optional(),
  /** Callers show a certificate; the gateway asks for it whatever `tls.clientCertificates` says. */
  clientCertificates: chosen().optional(),
  /** A service that answers Envoy's HTTP check for each request (ext_authz), such as oauth2-proxy. */
  externalAuthorizer: section({ service: destinationHost(), port: port() }).optional(),
});

/** `expose` of an addon: reached from outside, at the ingress gateway, with TLS only. */
export const exposure = section({ host: host(), tls: hostTls, authentication });

export type ExposureSettings = z.output<typeof exposure>;
export type AuthenticationSettings = ExposureSettings["authentication"];
