import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { canonical, covers, withoutName } from "../model/routeMatches";
import type { Rule } from "../rule";

const WHY = `Istio takes the first match of a VirtualService that a call meets. A match that stands there twice, or that an earlier, wider
one covers (\`prefix: /api\` before \`prefix: /api/v2\`), never gets a call: its rule acts as if the match were not written
([IST0131](https://istio.io/latest/docs/reference/config/analysis/ist0131/),
[Istio: split large virtual services](https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services)).

istioctl compares prefixes with prefixes and takes a match without a method for \`GET\`. This rule compares every condition: a match is
reported only if all that it takes is taken before, and also if that is an exact path under a prefix, or a method under a match for all.`;

/** A match behind a wider one never gets a call. */
export const duplicateMatch: Rule = {
  name: "duplicate-match",
  codes: ["IST0131"],
  description: "No match of a VirtualService repeats one before it or lies within it.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Calls go where the earlier match sends them, which may be the same place.",
  },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    yield* checkHttp(service, matchesOf(service, "http"));
    for (const protocol of ["tls", "tcp"]) yield* checkRepeated(service, matchesOf(service, protocol));
  },
};

interface Match {
  field: Field;
  /** What it is without its name. */
  text: string;
  delegates: boolean;
  /** What the path has to begin with, or be, in lower case; undefined if it is anything, or a regular expression. */
  prefix: string | undefined;
  path: string | undefined;
}

/** The matches of the rules up to the first that has none: behind that one nothing gets a call anyway. */
function matchesOf(service: MeshObject, protocol: string): Match[] {
  const rules = service.spec.get(protocol).items();
  const end = rules.findIndex((rule) => rule.isObject && rule.get("match").items().length === 0);
  return (end < 0 ? rules : rules.slice(0, end)).flatMap((rule) =>
    rule
      .get("match")
      .items()
      .filter((field) => field.isObject)
      .map((field) => {
        const uri = field.get("uri");
        const prefix = uri.get("prefix").text?.toLowerCase();
        const path = prefix ?? uri.get("exact").text?.toLowerCase();
        return { field, text: withoutName(field), delegates: !rule.get("delegate").missing, prefix, path };
      }),
  );
}

function* checkRepeated(service: MeshObject, matches: readonly Match[]): Iterable<Finding> {
  const seen = new Map<string, Match>();
  for (const match of matches) {
    const earlier = seen.get(match.text);
    if (earlier) yield refused(service, match, `which stands in ${earlier.field.path} already`);
    else seen.set(match.text, match);
  }
}

function* checkHttp(service: MeshObject, matches: readonly Match[]): Iterable<Finding> {
  const wide: Match[] = [];
  for (const match of matches) {
    const earlier = wide.find((one) => mayCover(one, match) && covers(one.field, match.field));
    if (earlier) {
      const same = earlier.text === match.text;
      const problem = same
        ? `which stands in ${earlier.field.path} already`
        : `but ${earlier.field.path} takes all of it`;
      const codes = same || isSeenByIstioctl(earlier.field, match.field) ? {} : { codes: [] };
      yield { ...refused(service, match, problem), ...codes };
    }
    // What a delegate does not match goes on to the rules behind it.
    if (!match.delegates) wide.push(match);
  }
}

/** The cheap part of the comparison, since every match meets every later one. */
function mayCover(earlier: Match, later: Match): boolean {
  return earlier.prefix === undefined || (later.path?.startsWith(earlier.prefix) ?? false);
}

/** Of what one match covers, istioctl sees longer prefixes with the same other conditions; no method is GET to it. */
function isSeenByIstioctl(earlier: Field, later: Field): boolean {
  const [short, long] = [earlier, later].map((match) => match.at("uri", "prefix").text);
  if (short === undefined || long === undefined || short === long || !long.startsWith(short)) return false;
  const same = ["port", "authority", "headers", "queryParams", "withoutHeaders"].every(
    (name) => canonical(earlier.get(name)) === canonical(later.get(name)),
  );
  return same && methodOf(earlier) === methodOf(later);
}

function methodOf(match: Field): string {
  const method = match.get("method");
  return method.missing ? '{"exact":"GET"}' : canonical(method);
}

function refused(service: MeshObject, { field }: Match, problem: string): Finding {
  return found(service, field, {
    problem,
    allowed: "matches in the order from narrow to wide, each once",
    fix: "move this match before the wider one, or remove it",
  });
}
