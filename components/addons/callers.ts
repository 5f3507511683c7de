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

const atGateway = ({ ingress: { namespace, selector } }: Callers, name: string) => ({
  metadata: { name, namespace },
  selector: { matchLabels: selector },
});

/** Both forms in which a caller may name the host: with another port than its own, only the second fits. */
const toHost = ({ host }: Callers) => [{ operation: { hosts: [host, `${host}:*`] } }];

/** Checks a token that is there. It cannot be told the host: the gateway then knows this issuer for all of its hosts. */
function tokens(
  name: string,
  who: Callers,
  { issuer, jwksUri, jwks, audiences }: NonNullable<AuthenticationSettings["jwt"]>,
  opts: CustomResourceOptions,
): RequestAuthentication {
  const { metadata, selector } = atGateway(who, `${who.addon}-tokens`);
  // Each only where it is set: nothing to compare in a preview that says undefined.
  const rule = {
    issuer,
    ...(jwksUri === undefined ? {} : { jwksUri }),
    ...(jwks === undefined ? {} : { jwks }),
    ...(audiences === undefined ? {} : { audiences }),
  };
  return new RequestAuthentication(`${name}-tokens`, { metadata, spec: { selector, jwtRules: [rule] } }, opts);
}

/** Refuses whoever has none of this issuer: tokens that other hosts of the gateway take do not count here. */
function withoutToken(
  name: string,
  who: Callers,
  jwt: NonNullable<AuthenticationSettings["jwt"]>,
  opts: CustomResourceOptions,
): AuthorizationPolicy {
  const { metadata, selector } = atGateway(who, `${who.addon}-without-token`);
  const { issuer, audiences } = jwt;
  const to = toHost(who);
  const rules = [
    { from: [{ source: { notRequestPrincipals: [`${issuer}/*`] } }], to },
    // The gateway takes a token that any host's rule fits: one for another audience of this issuer is none for this host.
    ...(audiences ? [{ to, when: [{ key: "request.auth.audiences", notValues: audiences }] }] : []),
  ];
  const spec = { selector, action: "DENY" as const, rules };
  return new AuthorizationPolicy(`${name}-without-token`, { metadata, spec }, opts);
}

/** Hands every request to the external authorizer first. */
function asked(name: string, who: Callers, opts: CustomResourceOptions): AuthorizationPolicy {
  const { metadata, selector } = atGateway(who, `${who.addon}-authorizer`);
  const provider = { name: addonsAuthorizer };
  const spec = { selector, action: "CUSTOM" as const, provider, rules: [{ to: toHost(who) }] };
  return new AuthorizationPolicy(`${name}-authorizer`, { metadata, spec }, opts);
}
