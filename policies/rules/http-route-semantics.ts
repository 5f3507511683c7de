import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { regexProblem } from "../model/regularExpressions";
import { refusedDestination, refusedPercentage, refusedStatus, refusedWeights } from "../model/routing";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a VirtualService, and the update stops there; where the webhook does not stand, Envoy rejects the
whole listener's routes, so that other hosts are hit as well. The schema does not say these things: a route does exactly one thing
(route, redirect, directResponse or delegate), its destinations are services with weights that are not all 0, a redirect or rewrite
changes something ([HTTPRoute](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute)).`;

/** Whatever Istio's own validation asks of a VirtualService's http routes beyond their schema. */
export const httpRouteSemantics: Rule = {
  name: "http-route-semantics",
  codes: ["IST0106"],
  description: "HTTP routes of VirtualServices send, redirect, answer and rewrite requests in ways that Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a VirtualService." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    const checks = [checkAction, checkDestinations, checkMirrors, checkRedirect, checkResponse, checkRewrite];
    const routes = service.spec.get("http").items();
    yield* despite(routes, (route) => despite(checks, (check) => check(service, route)));
  },
};

/** What a route does with a request: some fields exclude each other. */
function* checkAction(service: MeshObject, route: Field): Iterable<Finding> {
  if (!route.isObject) return;
  const there = ["delegate", "redirect", "directResponse"].find((name) => !route.get(name).missing);
  const delegated = service.spec.get("hosts").items().length === 0 && !service.partial;
  const others: Record<string, readonly string[]> = {
    delegate: ["redirect", "route"],
    redirect: ["route", "fault", "rewrite", "directResponse"],
    directResponse: ["route", "fault", "rewrite"],
  };
  for (const field of (others[there ?? ""] ?? []).map((name) => route.get(name))) {
    if (field.missing || (field.isList && field.items().length === 0)) continue;
    const allowed = `${there ?? ""} without ${(others[there ?? ""] ?? []).join(", ")}`;
    yield found(service, field, { problem: `beside ${there ?? ""}`, allowed, fix: "keep the one that is meant" });
  }
  if (there === undefined && route.get("route").items().length === 0) {
    yield found(service, route.get("route"), {
      problem: "and no redirect, directResponse or delegate: the route does nothing",
      allowed: "one of these",
      fix: "write where matching requests go",
    });
  }
  if (delegated && there === "delegate") {
    yield found(service, route.get("delegate"), {
      problem: "but this VirtualService has no hosts: it is a delegate itself",
      allowed: "no delegate of a delegate",
      fix: "write the routes here",
    });
  }
  // Of a route that is delegated, Istio reads no more.
  if (there === "delegate" && !delegated) return;
  if (!route.get("mirror").missing && route.get("mirrors").items().length > 0) {
    yield found(service, route.get("mirror"), {
      problem: "beside mirrors",
      allowed: "one of mirror and mirrors",
      fix: "move it into mirrors",
    });
  }
}

function* checkDestinations(service: MeshObject, route: Field): Iterable<Finding> {
  for (const one of route.get("route").items()) {
    yield* refusedDestination(service, one.get("destination"));
  }
  yield* refusedWeights(service, route.get("route"));
}

function* checkMirrors(service: MeshObject, route: Field): Iterable<Finding> {
  yield* refusedDestination(service, route.get("mirror"));
  yield* refusedPercentage(service, route.get("mirrorPercentage").get("value"));
  yield* refusedPercentage(service, route.get("mirrorPercent"));
  for (const mirror of route.get("mirrors").items()) {
    yield* refusedDestination(service, mirror.get("destination"));
    yield* refusedPercentage(service, mirror.get("percentage").get("value"));
  }
}

function* checkRedirect(service: MeshObject, route: Field): Iterable<Finding> {
  const redirect = route.get("redirect");
  if (!redirect.isObject) return;
  if (
    ["uri", "prefixRewrite", "authority", "scheme"].every((name) => !redirect.get(name).text) &&
    redirect.get("port").missing &&
    redirect.get("derivePort").missing
  ) {
    yield found(service, redirect, {
      problem: "which leads nowhere else",
      allowed: "at least one of uri, prefixRewrite, authority, scheme, port and derivePort",
      fix: "write what changes",
    });
  }
  yield* checkPrefix(service, route);
  const code = redirect.get("redirectCode");
  if ((code.number ?? 0) !== 0 && !/^3\d\d$/.test(String(code.number))) {
    yield found(service, code, {
      problem: "which is no redirect",
      allowed: "300 to 399",
      fix: "write 301, 302, 307 or 308",
    });
  }
  const scheme = redirect.get("scheme");
  if (scheme.text && !["http", "https"].includes(scheme.text)) {
    yield found(service, scheme, {
      problem: "which is no scheme of the web",
      allowed: '"http" or "https"',
      fix: "write one",
    });
  }
  const port = redirect.get("port");
  if ((port.number ?? 0) > 65535) {
    yield found(service, port, { problem: "which is no port", allowed: "1 to 65535", fix: "write the port" });
  }
}

/** A redirect that replaces the prefix that was matched, which there must be. */
function* checkPrefix(service: MeshObject, route: Field): Iterable<Finding> {
  const prefix = route.at("redirect", "prefixRewrite");
  if (!prefix.text) return;
  if (route.at("redirect", "uri").text) {
    const why = { problem: "beside uri", allowed: "one of uri and prefixRewrite", fix: "keep the one that is meant" };
    yield found(service, prefix, why);
  }
  const uris = route
    .get("match")
    .items()
    .map((match) => match.get("uri"));
  if (uris.every((uri) => !uri.isObject || !uri.get("prefix").missing)) return;
  yield found(service, prefix, {
    problem: "but the route matches a path that is no prefix",
    allowed: "prefixRewrite in routes whose uri matches are prefixes",
    fix: "match by prefix, or write uri in the redirect",
  });
}

function* checkResponse(service: MeshObject, route: Field): Iterable<Finding> {
  const response = route.get("directResponse");
  yield* refusedStatus(service, response.get("status"));
  const text = response.get("body").get("string");
  if (text.text === undefined || Buffer.byteLength(text.text) <= 2 ** 20) return;
  yield {
    ...found(service, text, {
      problem: "which is larger than 1 MB",
      allowed: "at most 1 MB",
      fix: "serve it from a workload",
    }),
    found: "a text",
  };
}

function* checkRewrite(service: MeshObject, route: Field): Iterable<Finding> {
  const rewrite = route.get("rewrite");
  if (!rewrite.isObject) return;
  const [uri, regex, authority] = [rewrite.get("uri"), rewrite.get("uriRegexRewrite"), rewrite.get("authority")];
  if (uri.text && !regex.missing) {
    const why = { problem: "beside uri", allowed: "one of uri and uriRegexRewrite", fix: "keep the one that is meant" };
    yield found(service, regex, why);
  }
  if (!uri.text && regex.missing && !authority.text) {
    const allowed = "at least one of uri, uriRegexRewrite and authority";
    yield found(service, rewrite, {
      problem: "which changes nothing",
      allowed,
      fix: "write what changes, or remove it",
    });
  }
  if (!regex.isObject) return;
  for (const field of [regex.get("match"), regex.get("rewrite")]) {
    const problem = field.text
      ? field.step === "match"
        ? regexProblem(field.text)
        : undefined
      : "but both are needed";
    const allowed = "match with a regular expression (RE2), and rewrite";
    if (problem) yield found(service, field, { problem, allowed, fix: `write ${field.step}` });
  }
}
