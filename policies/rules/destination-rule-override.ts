import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { comparable, Groups, isComparable, othersIn, scopesOf, wildcardsOver } from "../model/conflicts";
import { fullHost } from "../model/hosts";
import { ifKnown } from "../model/known";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `Istio uses the most specific DestinationRule for a host, as a whole: of a wider one (\`*.shop.svc.cluster.local\`) nothing is taken
over, its TLS settings neither. A rule that only names subsets so turns off the TLS that somebody asked for once for all hosts: with mode
\`SIMPLE\` or \`MUTUAL\` the calls go out in plain text; with \`ISTIO_MUTUAL\` they do wherever automatic mutual TLS is off.

[DestinationRule](https://istio.io/latest/docs/reference/config/networking/destination-rule/);
[KIA0204](https://kiali.io/docs/features/validations/) is the case of \`ISTIO_MUTUAL\` for \`*.local\` or for all services of a namespace. As
in Kiali, TLS settings at one port of the narrower rule count as settings of its own.`;

const MODES = ["ISTIO_MUTUAL", "MUTUAL", "SIMPLE"];

/** A rule for one host takes over nothing of a wider one, TLS neither. */
export const destinationRuleOverride: Rule<Record<string, never>> = {
  name: "destination-rule-override",
  codes: ["KIA0204"],
  description: "A DestinationRule under a wider one that asks for TLS has TLS settings of its own.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "The TLS that the wider rule asks for is silently gone for this host.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule, mesh) {
    if (!isComparable(rule)) return;
    const { host } = read(rule);
    if (host === undefined || hasTls(rule)) return;
    const wider = widerThan(rule, host, mesh);
    if (!wider) return;
    yield found(rule, rule.spec.at("trafficPolicy", "tls"), {
      problem: `while ${wider.others} asks for mode ${wider.mode} for all hosts under "${wider.host}", and this rule replaces it`,
      allowed: "TLS settings in a rule for a host under a wider rule that has some",
      fix: `set tls: { mode: ${wider.mode} } here as there`,
      codes: wider.mode === "ISTIO_MUTUAL" && isKialis(wider.host) ? ["KIA0204"] : [],
    });
  },
};

function read({ spec, home }: MeshObject): { host: string | undefined; mode: string } {
  const host = spec.get("host").text;
  return { host: host ? fullHost(host, home) : undefined, mode: spec.at("trafficPolicy", "tls", "mode").text ?? "" };
}

function hasTls({ spec }: MeshObject): boolean {
  const policy = spec.get("trafficPolicy");
  return [policy, ...policy.get("portLevelSettings").items()].some((one) => one.get("tls").isObject);
}

function isKialis(host: string): boolean {
  return /^\*\.(local|[^.*]+\.svc\.cluster\.local)$/.test(host);
}

interface Wider {
  /** The rules, as a person reads them. */
  others: string;
  mode: string;
  host: string;
}

/**
 * A client asks for rules in its own namespace, then in that of the service, then in the root namespace. So a narrower rule
 * replaces the wider ones of its own namespace for every client of theirs, and those of the other two for its own clients.
 */
function widerThan(rule: MeshObject, host: string, mesh: Mesh): Wider | undefined {
  const { home } = rule;
  const index = mesh.once("destination-rule-override", () => indexOf(mesh));
  const scopes = scopesOf(rule, mesh);
  if (!scopes.includes("*") && !scopes.includes(home)) return undefined;
  const [, service = home] = /([^.]+)\.svc\.cluster\.local$/.exec(host) ?? [];
  const places = [...new Set([home, service, mesh.rootNamespace])];
  for (const wildcard of wildcardsOver(host)) {
    for (const mode of MODES) {
      const tags = places.flatMap((place) => ["*", home].map((scope) => tagOf(wildcard, mode, place, scope)));
      const others = othersIn(
        tags.map((tag) => index.of(tag)),
        rule,
      );
      if (others) return { others, mode, host: wildcard };
    }
  }
  return undefined;
}

function indexOf(mesh: Mesh): Groups {
  const index = new Groups();
  for (const rule of comparable(mesh, "networking.istio.io", "DestinationRule")) ifKnown(() => add(rule, index, mesh));
  return index;
}

function add(rule: MeshObject, index: Groups, mesh: Mesh): void {
  const { host, mode } = read(rule);
  if (!host?.startsWith("*") || !rule.spec.get("workloadSelector").missing) return;
  for (const scope of scopesOf(rule, mesh)) index.add(tagOf(host, mode, rule.home, scope), rule);
}

function tagOf(host: string, mode: string, namespace: string, scope: string): string {
  return `${host} ${mode} of ${namespace} to ${scope}`;
}
