import { defaultTimeout } from "../../config/traffic/checks";
import type { MatchSettings, RuleSettings, TrafficSettings } from "../../config/traffic/schema";
import type { VirtualServiceHttp, VirtualServiceHttpMatch } from "../istio";
import { given } from "./given";

/** Where calls go: the host of the service, its port, and the subset that gets what no rule sends elsewhere. */
export interface Destination {
  host: string;
  port: number;
  subset?: string;
}

/**
 * What is tried again by default: only what never reached the app, so that nothing happens twice there. Istio's own
 * default, less the statuses (istio: pilot/pkg/networking/core/route/retry/retry.go).
 */
const defaultRetries = { attempts: 2, retryOn: "connect-failure,refused-stream,unavailable,cancelled" };

/** The routes of a VirtualService: those with a match in their order, then the one for all other calls. */
export function httpRoutes(traffic: TrafficSettings, destination: Destination): VirtualServiceHttp[] {
  const { routes = [], ...service } = traffic;
  return [
    ...routes.map(({ name, match, ...route }) => ({
      ...(name ? { name } : {}),
      match: match.map(matchSpec),
      // What is said for the service holds for its routes too; a redirect ends the call here, so it inherits nothing.
      ...routeSpec(route.redirect ? route : { ...service, redirect: undefined, ...given(route) }, destination),
    })),
    routeSpec(service, destination),
  ];
}

function routeSpec(rule: RuleSettings, destination: Destination): VirtualServiceHttp {
  const { headers, redirect, rewrite, fault, mirror, cors } = rule;
  const common = given({ headers, corsPolicy: cors === "off" ? undefined : cors && given(cors) });
  if (redirect) return { redirect: redirectSpec(redirect), ...common };
  return {
    ...given({
      fault: fault === "off" ? undefined : fault && faultSpec(fault),
      rewrite: rewrite && rewriteSpec(rewrite),
      mirrors: mirror === "off" ? undefined : mirror && [mirrorSpec(mirror, destination)],
    }),
    ...common,
    route: destinations(rule.weights, destination),
    ...(rule.timeout === "off" ? {} : { timeout: rule.timeout ?? defaultTimeout }),
    retries: retriesSpec(rule.retries),
  };
}

function destinations(weights: RuleSettings["weights"], { host, port, subset }: Destination) {
  const to = (name?: string) => ({ host, port: { number: port }, ...(name ? { subset: name } : {}) });
  if (weights === "off") return [{ destination: to() }];
  return weights
    ? Object.entries(weights).map(([name, weight]) => ({ destination: to(name), weight }))
    : [{ destination: to(subset) }];
}

function retriesSpec(retries: RuleSettings["retries"]) {
  return retries === "off" ? { attempts: 0 } : { ...defaultRetries, ...given(retries ?? {}) };
}

function faultSpec({ abort, delay }: Exclude<NonNullable<RuleSettings["fault"]>, "off">) {
  return given({
    abort: abort && { httpStatus: abort.status, percentage: { value: abort.percentage } },
    delay: delay && { fixedDelay: delay.duration, percentage: { value: delay.percentage } },
  });
}

function mirrorSpec(mirror: Exclude<NonNullable<RuleSettings["mirror"]>, "off">, service: Destination) {
  const { subset, host = service.host, port = mirror.host ? 80 : service.port, percentage } = mirror;
  return {
    destination: { host, port: { number: port }, ...(subset ? { subset } : {}) },
    percentage: { value: percentage },
  };
}

function rewriteSpec({ path, regex, host }: NonNullable<RuleSettings["rewrite"]>) {
  const uriRegexRewrite = regex && { match: regex.match, rewrite: regex.substitution };
  return given({ uri: path, uriRegexRewrite, authority: host });
}

function redirectSpec({ path, host, scheme, port, status }: NonNullable<RuleSettings["redirect"]>) {
  return { ...given({ uri: path, authority: host, scheme, port }), redirectCode: status };
}

function matchSpec({ path, method, headers, withoutHeaders, query, source }: MatchSettings): VirtualServiceHttpMatch {
  return given({
    uri: path,
    method: method && { exact: method },
    headers: headers && lowerCased(headers),
    withoutHeaders: withoutHeaders && lowerCased(withoutHeaders),
    queryParams: query,
    sourceNamespace: source?.namespace,
    sourceLabels: source?.labels,
  });
}

/** Envoy keeps header names in lower case, and Istio compares them as they are written. */
const lowerCased = <T>(headers: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
