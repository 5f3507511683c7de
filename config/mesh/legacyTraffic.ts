import type { PolicySettings, RouteSettings, RuleSettings, TrafficSettings } from "../traffic/schema";

type Path = (string | number)[];

/** A traffic setting that not every Istio from 1.1 to 1.5 knows. */
export interface Newer {
  path: Path;
  found: unknown;
  /** The first minor release of 1.x that knows it; none up to 1.5 where it is not said. */
  since?: number;
  /** What may stand there instead. */
  instead?: string;
}

/**
 * The settings of a service that Istio 1.1 to 1.5 do not all know, each with the release that brought it (istio.io/api,
 * networking/v1alpha3 at the commits that istio/istio 1.1.17, 1.2.10, 1.3.8, 1.4.10 and 1.5.10 are built with; what those
 * refuse although it is in the API: pkg/config/validation, and pilot/pkg/model before 1.3). What is only written in
 * another form there is not in it: components/mesh/legacyForm.ts.
 */
export function newerThanLegacy(traffic: TrafficSettings): Newer[] {
  const { routes = [], subsets = {} } = traffic;
  return [
    ...ofRule(traffic, []),
    ...ofPolicy(traffic, []),
    ...routes.flatMap((route, index) => [
      ...ofRule(route, ["routes", index]),
      ...ofMatches(route, ["routes", index]),
      ...unless(route.name === undefined, { path: ["routes", index, "name"], found: route.name, since: 3 }),
    ]),
    ...Object.entries(subsets).flatMap(([name, subset]) => {
      const path = ["subsets", name];
      const off = { path: [...path, "outlierDetection"], found: "off", since: 5, instead: "nothing, or a group" };
      return [...ofPolicy(subset, path), ...unless(subset.outlierDetection !== "off", off)];
    }),
  ];
}

const unless = (isOld: boolean, newer: Newer): Newer[] => (isOld ? [] : [newer]);

/** What is set at a key of a group and in no old release. */
const never = (group: object | undefined, path: Path, keys: readonly string[], instead?: string): Newer[] =>
  keys.flatMap((key) => {
    const found = (group as Record<string, unknown> | undefined)?.[key];
    return unless(found === undefined, { path: [...path, key], found, instead });
  });

function ofRule({ retries, mirror, cors, rewrite, redirect }: RuleSettings, path: Path): Newer[] {
  const at = (...more: Path) => [...path, ...more];
  const group = <T>(value: T | "off" | undefined) => (value === "off" ? undefined : value);
  const events = group(retries)?.retryOn?.split(",") ?? [];
  const retryOn = { path: at("retries", "retryOn"), found: group(retries)?.retryOn };
  const share = group(mirror)?.percentage ?? 100;
  const percentage = { path: at("mirror", "percentage"), found: share };
  const origins = group(cors)?.allowOrigins ?? [];
  return [
    ...unless(retries !== "off", { path: at("retries"), found: retries, since: 2, instead: "attempts of at least 1" }),
    ...never(group(retries), at("retries"), ["backoff"]),
    ...unless(!events.includes("reset-before-request"), { ...retryOn, instead: "a list without reset-before-request" }),
    ...unless(!events.includes("reset"), { ...retryOn, since: 4, instead: "a list without reset" }),
    ...unless(share === 100, { ...percentage, since: 4, instead: "100" }),
    ...unless(Number.isInteger(share), { ...percentage, instead: "a whole percentage" }),
    ...origins.flatMap((origin, index) =>
      unless("exact" in origin, {
        path: at("cors", "allowOrigins", index),
        found: origin,
        since: 5,
        instead: "an exact origin",
      }),
    ),
    ...never(rewrite, at("rewrite"), ["regex"], "path or host"),
    ...never(redirect, at("redirect"), ["scheme", "port"], "path or host"),
  ];
}

function ofMatches({ match }: RouteSettings, path: Path): Newer[] {
  return match.flatMap(({ withoutHeaders, query = {}, source }, index) => {
    const at = (...more: Path) => [...path, "match", index, ...more];
    return [
      ...never({ withoutHeaders }, at(), ["withoutHeaders"]),
      ...never(source, at("source"), ["namespace"], "labels of the callers' pods"),
      ...Object.entries(query).flatMap(([name, text]) => [
        { path: at("query", name), found: text, since: 2 },
        ...unless(!("prefix" in text), { path: at("query", name), found: text, instead: "exact or regex" }),
      ]),
    ];
  });
}

function ofPolicy({ connectionPool, outlierDetection, loadBalancing }: PolicySettings, path: Path): Newer[] {
  const at = (...more: Path) => [...path, ...more];
  const outliers = outlierDetection === "off" ? undefined : outlierDetection;
  const { sessionAffinity, locality } = loadBalancing ?? {};
  const http2 = connectionPool?.http2;
  const answers = outliers?.consecutive5xxErrors;
  const gateway = outliers?.consecutiveGatewayErrors;
  return [
    ...unless(http2 === undefined, { path: at("connectionPool", "http2"), found: http2, since: 3 }),
    ...unless(!answers, {
      path: at("outlierDetection", "consecutive5xxErrors"),
      found: answers,
      since: 5,
      instead: "consecutiveGatewayErrors",
    }),
    ...unless(gateway !== 0, {
      path: at("outlierDetection", "consecutiveGatewayErrors"),
      found: gateway,
      since: 5,
      instead: "at least 1",
    }),
    ...never(sessionAffinity, at("loadBalancing", "sessionAffinity"), ["query"], "cookie, header or source"),
    ...unless(locality === undefined, { path: at("loadBalancing", "locality"), found: locality, since: 5 }),
    ...never(locality, at("loadBalancing", "locality"), ["failoverPriority"], "failover or distribute"),
    ...never(loadBalancing, at("loadBalancing"), ["warmup"]),
  ];
}
