import type { z } from "zod";
import { milliseconds } from "./leaves";
import type { MatchSettings, PolicySettings, RouteSettings, RuleSettings, TrafficSettings } from "./schema";

/** What a service gets when its settings say nothing; here too because a try may not take longer than all tries together. */
export const defaultTimeout = "15s";

type Path = (string | number)[];

/** Reports what is wrong at a key: what is allowed there, and what to do where that does not say enough. */
type Report = (path: Path, allowed: string, todo?: string) => void;

/** Checks between the keys of one service: what Istio refuses, and what it takes but that can have no sensible effect. */
export function checkTraffic(traffic: TrafficSettings, context: z.core.$RefinementCtx<TrafficSettings>): void {
  const report = reportTo(context);
  checkRule(traffic, [], traffic.timeout ?? defaultTimeout, report);
  checkPolicy(traffic, [], traffic.outlierDetection, report);
  checkRoutes(traffic.routes ?? [], report);
  for (const [index, route] of (traffic.routes ?? []).entries()) {
    checkRule(route, ["routes", index], route.timeout ?? traffic.timeout ?? defaultTimeout, report);
    checkInherited(route, traffic, ["routes", index], report);
  }
  for (const [name, subset] of Object.entries(traffic.subsets ?? {})) {
    checkPolicy(subset, ["subsets", name], subset.outlierDetection ?? traffic.outlierDetection, report);
    if (Object.keys(subset.labels).length === 0) {
      report(["subsets", name, "labels"], "at least one label", "without one the subset is the whole service");
    }
  }
  if (traffic.tls && traffic.tls.mode !== "SIMPLE") {
    for (const key of ["sni", "subjectAltNames"] as const) {
      if (traffic.tls[key]) report(["tls", key], "nothing unless tls.mode is SIMPLE");
    }
  }
}

/** Each route can be reached, and each condition says something. */
function checkRoutes(routes: RouteSettings[], report: Report): void {
  const names = new Map<string, number>();
  const conditions = new Map<string, number>();
  for (const [index, { name, match }] of routes.entries()) {
    const twin = name === undefined ? undefined : names.get(name);
    if (twin !== undefined) report(["routes", index, "name"], `a name of its own, routes[${twin}] has this one`);
    if (name !== undefined) names.set(name, index);
    for (const [number, condition] of match.entries()) {
      const text = written(condition);
      const earlier = conditions.get(text);
      const place = ["routes", index, "match", number];
      if (isEmpty(condition)) {
        report(
          place,
          "at least one of path, method, headers, withoutHeaders, query, source",
          "what holds for every call stands beside routes",
        );
      } else if (earlier !== undefined) {
        report(place, `a condition of its own, routes[${earlier}] already takes these calls`);
      }
      conditions.set(text, index);
    }
  }
}

/** A condition as text, the same for all that hold for the same calls: keys in order, headers in lower case, nothing empty. */
function written(condition: MatchSettings): string {
  const { headers, withoutHeaders } = condition;
  const lower = (group: object = {}) =>
    Object.fromEntries(Object.entries(group).map(([name, value]) => [name.toLowerCase(), value]));
  return JSON.stringify(ordered({ ...condition, headers: lower(headers), withoutHeaders: lower(withoutHeaders) }));
}

function ordered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).filter(([, part]) => !isEmpty(part));
  return parts.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, part]) => [key, ordered(part)]);
}

function checkRule(rule: RuleSettings, path: Path, timeout: string, report: Report): void {
  const { weights, retries, fault, mirror, rewrite, redirect, cors } = rule;
  const at = (...more: Path) => [...path, ...more];
  if (weights && weights !== "off") {
    const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
    if (sum !== 100) report(at("weights"), `shares that add up to 100; these add up to ${sum}`);
  }
  if (retries && retries !== "off" && retries.perTryTimeout && timeout !== "off") {
    if (milliseconds(retries.perTryTimeout) > milliseconds(timeout)) {
      report(at("retries", "perTryTimeout"), `at most the timeout of all tries together, ${timeout}`);
    }
  }
  if (fault && fault !== "off" && !fault.abort && !fault.delay) {
    report(at("fault"), "abort, delay or both", 'fault: "off" switches an inherited one off');
  }
  if (mirror && mirror !== "off" && Boolean(mirror.subset) === Boolean(mirror.host)) {
    report(at("mirror"), "either subset, of this service, or host, of another one");
  }
  if (mirror && mirror !== "off" && mirror.port && !mirror.host) {
    report(at("mirror", "port"), "nothing unless mirror.host is set");
  }
  if (rewrite && (Boolean(rewrite.path) === Boolean(rewrite.regex) ? rewrite.path || !rewrite.host : false)) {
    report(at("rewrite"), "path or regex, host, or one of the first two with host");
  }
  if (redirect) checkRedirect(rule, path, report);
  if (cors && cors !== "off" && cors.allowCredentials) {
    if (cors.allowOrigins.some((origin) => "exact" in origin && origin.exact === "*")) {
      report(
        at("cors", "allowCredentials"),
        'false while cors.allowOrigins has "*"',
        "name the origins: a browser refuses the two together",
      );
    }
  }
}

/** A try may not outlast a route's own timeout either, where the route takes its retries from the service. */
function checkInherited(route: RouteSettings, { retries }: TrafficSettings, path: Path, report: Report): void {
  const { timeout } = route;
  if (route.retries !== undefined || route.redirect || !retries || retries === "off" || !retries.perTryTimeout) return;
  if (timeout && timeout !== "off" && milliseconds(timeout) < milliseconds(retries.perTryTimeout)) {
    const allowed = `at least retries.perTryTimeout of the service, ${retries.perTryTimeout}`;
    report([...path, "timeout"], allowed, "or retries of the route's own");
  }
}

function checkRedirect(rule: RuleSettings, path: Path, report: Report): void {
  const { redirect } = rule;
  if (redirect && !redirect.path && !redirect.host && !redirect.scheme && !redirect.port) {
    report([...path, "redirect"], "at least one of path, host, scheme, port");
  }
  for (const key of ["weights", "fault", "mirror", "rewrite", "retries", "timeout"] as const) {
    if (rule[key] !== undefined) {
      report(
        [...path, key],
        "nothing beside redirect",
        "a redirected call is answered here and never reaches the service",
      );
    }
  }
}

function checkPolicy(
  policy: PolicySettings,
  path: Path,
  outliers: PolicySettings["outlierDetection"],
  report: Report,
): void {
  const at = (...more: Path) => [...path, "loadBalancing", ...more];
  const { simple, sessionAffinity, locality, warmup } = policy.loadBalancing ?? {};
  if (Object.values(policy.connectionPool ?? { none: true }).every((value) => value === undefined)) {
    report([...path, "connectionPool"], "at least one of its keys");
  }
  if (simple && sessionAffinity) report(at("simple"), "nothing beside loadBalancing.sessionAffinity");
  if (sessionAffinity && Object.values(sessionAffinity).filter(Boolean).length !== 1) {
    report(at("sessionAffinity"), "exactly one of cookie, header, query, source");
  }
  if (warmup && (sessionAffinity || simple === "RANDOM" || simple === "PASSTHROUGH")) {
    report(at("warmup"), "nothing unless loadBalancing.simple is ROUND_ROBIN or LEAST_REQUEST");
  }
  if (!locality) return;
  const kinds = (["failover", "distribute", "failoverPriority"] as const).filter((key) => locality[key]?.length);
  if (kinds.length !== 1) report(at("locality"), "exactly one of failover, distribute, failoverPriority");
  if (outliers === "off" && !locality.distribute) {
    report(
      at("locality"),
      'nothing while outlierDetection is "off"',
      "without it nobody notices that a locality has failed",
    );
  }
  for (const [index, { from, to }] of (locality.failover ?? []).entries()) {
    if (from === to) report(at("locality", "failover", index, "to"), "another region than from");
  }
  const distribute = locality.distribute ?? [];
  for (const [index, { from, to }] of distribute.entries()) {
    const place = at("locality", "distribute", index);
    const sum = Object.values(to).reduce((total, weight) => total + weight, 0);
    if (sum !== 100) report([...place, "to"], `shares that add up to 100; these add up to ${sum}`);
    const twin = distribute.slice(0, index).find((earlier) => overlap(earlier.from, from))?.from;
    if (twin) report([...place, "from"], `a place that has nothing in common with ${twin}`);
    const places = Object.keys(to);
    for (const [number, area] of places.entries()) {
      const other = places.slice(0, number).find((earlier) => overlap(earlier, area));
      if (other) report([...place, "to", area], `a place that has nothing in common with ${other}`);
    }
  }
}

/** Whether one place lies within the other: region, region/zone, region/zone/subzone, of which the last part may be *. */
function overlap(one: string, other: string): boolean {
  const [wide = [], narrow = []] = [one, other]
    .map((area) => area.split("/").filter((part) => part !== "*"))
    .sort((a, b) => a.length - b.length);
  return wide.every((part, index) => part === narrow[index]);
}

/** Whether a value says nothing: a group without keys, or of such groups. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === "object" && value !== null && Object.values(value).every(isEmpty));

function reportTo(context: z.core.$RefinementCtx<TrafficSettings>): Report {
  return (path, allowed, todo) =>
    context.addIssue({ code: "custom", path, message: allowed, params: todo ? { todo } : {}, input: undefined });
}
