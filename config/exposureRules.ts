import { isDeepStrictEqual } from "node:util";
import type { AddonName, AddonsSettings } from "./addons";
import { addonNames, addonTitles } from "./addons";
import type { Finding, Rule } from "./rule";

const atGateway = ["jwt", "clientCertificates", "externalAuthorizer"] as const;

/** The addons that can ask for a login themselves. */
const haveLogin: readonly AddonName[] = ["grafana", "kiali"];

const rulesOf = (name: AddonName): Rule[] => {
  const at = ["addons", name, "expose", "authentication"];
  const keys = haveLogin.includes(name) ? ["own", ...atGateway] : atGateway;
  const rule = (reads: string[], findings: (addons: AddonsSettings) => Finding[]): Rule => ({
    reads: reads.map((key) => `addons.${name}.${key}`),
    findings: ({ addons }) => (addons[name]?.expose ? findings(addons) : []),
  });
  const read = (addons: AddonsSettings) => addons[name]!.expose!.authentication;
  const parts = ["own", ...atGateway].map((key) => `expose.authentication.${key}`);
  return [
    /** Whoever finds the address must not be in: one way to ask, and no doubt which. */
    rule(parts, (addons) => {
      const found = read(addons);
      const set = keys.filter((key) => found[key as keyof typeof found] !== undefined);
      const allowed = `exactly one of ${keys.join(", ")}`;
      // Where own is all there is, the next rule says more.
      const isOwnOnly = set.length === 0 && found.own !== undefined;
      return set.length === 1 || isOwnOnly ? [] : [{ path: at, found, allowed }];
    }),
    rule(["expose.authentication.own", "authentication", "values"], (addons) => {
      if (read(addons).own === undefined) return [];
      const found = { path: [...at, "own"], found: true };
      const instead = `take ${atGateway.join(" or ")}`;
      if (!haveLogin.includes(name)) {
        return [{ ...found, allowed: `nothing: ${addonTitles[name]} asks nobody for a login`, todo: instead }];
      }
      const open = letsAnybodyIn[name]?.(addons);
      return open ? [{ ...found, allowed: `nothing while ${open} lets anybody in`, todo: instead }] : [];
    }),
    rule(["expose.authentication.jwt"], (addons) => {
      const { jwt } = read(addons);
      if (!jwt || (jwt.jwksUri === undefined) !== (jwt.jwks === undefined)) return [];
      return [{ path: [...at, "jwt"], found: jwt, allowed: "exactly one of jwksUri, jwks beside issuer" }];
    }),
    rule(["expose.tls.redirectHttp"], (addons) => {
      const path = ["addons", name, "expose", "tls", "redirectHttp"];
      const allowed = "true: an addon is served with TLS only";
      return addons[name]!.expose!.tls.redirectHttp ? [] : [{ path, found: false, allowed }];
    }),
  ];
};

/** The chart's values by which Grafana knows nobody, or whoever gives themselves a name: its file, and variables that win over it. */
const anonymousGrafana: readonly (readonly string[])[] = [
  ["grafana.ini", "auth.anonymous", "enabled"],
  ["grafana.ini", "users", "allow_sign_up"],
  ["env", "GF_AUTH_ANONYMOUS_ENABLED"],
  ["env", "GF_USERS_ALLOW_SIGN_UP"],
];

/** The key that switches an addon's login off, where one does. */
const letsAnybodyIn: Partial<Record<AddonName, (addons: AddonsSettings) => string | undefined>> = {
  grafana({ grafana }) {
    const open = anonymousGrafana.find((path) => String(at(grafana?.values, ...path)) === "true");
    return open && `addons.grafana.values${open.map((key) => `["${key}"]`).join("")}`;
  },
  kiali({ kiali }) {
    const strategy = at(kiali?.values, "auth", "strategy");
    if (strategy === "anonymous") return "addons.kiali.values.auth.strategy";
    return kiali?.authentication === "anonymous" && strategy === undefined ? "addons.kiali.authentication" : undefined;
  },
};

const at = (values: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], values);

/** Istio denies all that two authorizers are named for at the same pods, and the gateway's are the same for all addons. */
const oneAuthorizer: Rule = {
  reads: addonNames.map((name) => `addons.${name}.expose.authentication.externalAuthorizer`),
  findings({ addons }) {
    const asked = addonNames.flatMap((name) => {
      const authorizer = addons[name]?.expose?.authentication.externalAuthorizer;
      return authorizer ? [{ name, authorizer }] : [];
    });
    const [first, ...others] = asked;
    return others
      .filter(({ authorizer }) => !isDeepStrictEqual(authorizer, first?.authorizer))
      .map(({ name, authorizer: found }) => ({
        path: ["addons", name, "expose", "authentication", "externalAuthorizer"],
        found,
        allowed: `the service and port of addons.${first?.name}: at one gateway Istio asks one authorizer`,
        todo: "name the same one, or take another way to know its callers",
      }));
  },
};

/** What an addon's `expose` needs. Hosts and the gateway are checked where those of all apps are (appRules.ts). */
export const exposureRules: Rule[] = [...addonNames.flatMap(rulesOf), oneAuthorizer];
