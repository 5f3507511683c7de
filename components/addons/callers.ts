import { createHash } from "node:crypto";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { AddonName, AuthenticationSettings } from "../../config";
import { AuthorizationPolicy, RequestAuthentication } from "../istio";
import { addonsAuthorizer } from "../mesh/extensionProviders";
import type { MeshIngress } from "../mesh/mesh";

interface Callers {
  addon: AddonName;
  host: string;
  authentication: AuthenticationSettings;
  ingress: MeshIngress;
}

/**
 * What the ingress gateway asks of callers of an addon's host. Nothing where they log in at the addon or show a certificate, which
 * the Gateway itself asks for. (https://istio.io/latest/docs/tasks/security/authorization/authz-ingress/, authz-custom/)
 */
export function callers(name: string, who: Callers, opts: CustomResourceOptions): Resource[] {
  const { jwt, externalAuthorizer } = who.authentication;
  if (jwt) return [tokens(name, who, jwt, opts), withoutToken(name, who, jwt, opts)];
  return externalAuthorizer ? [asked(name, who, opts)] : [];
}

/**
 * A policy for the gateway's pods. Its host is part of its names, so that another host gets policies of its own: they are made before
 * the way in moves there, and those of the old host go after it. One policy, moved, would leave the old host open meanwhile.
 */
function atGateway(name: string, { addon, host, ingress: { namespace, selector } }: Callers, what: string) {
  const own = `${what}-${createHash("sha256").update(host).digest("hex").slice(0, 8)}`;
  return {
    resource: `${name}-${own}`,
    metadata: { name: `${addon}-${own}`, namespace },
    selector: { matchLabels: selector },
  };
}

/** Both forms in which a caller may name the host: with another port than its own, only the second fits. */
const toHost = ({ host }: Callers) => [{ operation: { hosts: [host, `${host}:*`] } }];

/** Checks a token that is there. It cannot be told the host: the gateway then knows this issuer for all of its hosts. */
function tokens(
  name: string,
  who: Callers,
  { issuer, jwksUri, jwks, audiences }: NonNullable<AuthenticationSettings["jwt"]>,
  opts: CustomResourceOptions,
): RequestAuthentication {
  const { resource, metadata, selector } = atGateway(name, who, "tokens");
  // Each only where it is set: nothing to compare in a preview that says undefined.
  const rule = {
    issuer,
    ...(jwksUri === undefined ? {} : { jwksUri }),
    ...(jwks === undefined ? {} : { jwks }),
    ...(audiences === undefined ? {} : { audiences }),
  };
  return new RequestAuthentication(resource, { metadata, spec: { selector, jwtRules: [rule] } }, opts);
}

/** Refuses whoever has none of this issuer: tokens that other hosts of the gateway take do not count here. */
function withoutToken(
  name: string,
  who: Callers,
  jwt: NonNullable<AuthenticationSettings["jwt"]>,
  opts: CustomResourceOptions,
): AuthorizationPolicy {
  const { resource, metadata, selector } = atGateway(name, who, "without-token");
  const { issuer, audiences } = jwt;
  const to = toHost(who);
  const rules = [
    // Not by requestPrincipals, `issuer/subject`: a pattern of them takes issuers that only begin like this one.
    { to, when: [{ key: "request.auth.claims[iss]", notValues: [issuer] }] },
    // The gateway takes a token that any host's rule fits: one for another audience of this issuer is none for this host.
    ...(audiences ? [{ to, when: [{ key: "request.auth.audiences", notValues: audiences }] }] : []),
  ];
  const spec = { selector, action: "DENY" as const, rules };
  return new AuthorizationPolicy(resource, { metadata, spec }, opts);
}

/** Hands every request to the external authorizer first. */
function asked(name: string, who: Callers, opts: CustomResourceOptions): AuthorizationPolicy {
  const { resource, metadata, selector } = atGateway(name, who, "authorizer");
  const provider = { name: addonsAuthorizer };
  const spec = { selector, action: "CUSTOM" as const, provider, rules: [{ to: toHost(who) }] };
  return new AuthorizationPolicy(resource, { metadata, spec }, opts);
}
