import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { regexProblem } from "../model/regularExpressions";
import { refusedGateways, refusedLabels } from "../model/routing";
import * as syntax from "../model/syntax";
import { MESH } from "../model/virtualServices";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a VirtualService, and the update stops there; where the webhook does not stand, Envoy rejects the
listener's routes as a whole, so that other hosts are hit as well. Regular expressions are
[RE2's](https://github.com/google/re2/wiki/Syntax): no look-around, no back references, and they match the whole value. Names of headers
are those that HTTP allows; \`host\` and names with a colon cannot be set, but for the authority of a request
([HTTPMatchRequest](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest),
[Headers](https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers)).`;

/** Whatever Istio's own validation asks of what http routes match and of the headers that they change, beyond their schema. */
export const httpMatchSemantics: Rule = {
  name: "http-match-semantics",
  codes: ["IST0106"],
  description: "HTTP routes of VirtualServices match by valid expressions, and change valid headers.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a VirtualService." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    const routes = service.spec.get("http").items();
    yield* despite(routes, (route) =>
      despite([checkMatches, checkHeaders, checkAuthority], (check) => check(service, route)),
    );
  },
};

function* checkMatches(service: MeshObject, route: Field): Iterable<Finding> {
  yield* despite(route.get("match").items(), function* (match) {
    for (const name of ["headers", "withoutHeaders"]) {
      for (const [header, field] of match.get(name).entries()) {
        yield* checkHeaderMatch(service, header, field);
        // In withoutHeaders this is no expression: the header must not be there.
        if (name === "headers" || field.get("regex").text !== "*") yield* checkString(service, field);
      }
    }
    yield* checkRegex(service, match.get("uri"));
    for (const name of ["scheme", "method", "authority"]) yield* checkString(service, match.get(name));
    for (const [, field] of match.get("queryParams").entries()) yield* checkString(service, field);
    yield* checkPlace(service, match);
  });
}

function* checkHeaderMatch(service: MeshObject, name: string, field: Field): Iterable<Finding> {
  const claim = /^@request\.auth\.claims(\..+|\[.+\])$/is.test(name);
  const pseudo = [":method", ":scheme", ":authority", ":path", ":status"].includes(name);
  if (!claim && !pseudo && !syntax.isHeaderName(name)) {
    yield found(service, field, {
      problem: `but "${name}" is no header's name`,
      allowed: "letters, digits and -, or @request.auth.claims.<name>",
      fix: "write the header's name",
    });
  }
  const gateways = service.spec.get("gateways");
  if (!claim || (gateways.items().length > 0 && !gateways.texts().includes(MESH))) return;
  if (service.partial && gateways.missing) return;
  yield found(service, field, {
    problem: "a claim, which is matched at gateways only",
    allowed: `claims in VirtualServices for gateways, without "${MESH}"`,
    fix: "name the gateways, or match something else",
  });
}

function* checkString(service: MeshObject, match: Field): Iterable<Finding> {
  const prefix = match.get("prefix");
  if (prefix.text === "") {
    const allowed = "a prefix of at least one character";
    yield found(service, prefix, { problem: "which is empty", allowed, fix: 'write the prefix, or regex: ".*"' });
  }
  yield* checkRegex(service, match);
}

/** All that is checked of a path: every one begins with the empty prefix. */
function* checkRegex(service: MeshObject, match: Field): Iterable<Finding> {
  const regex = match.get("regex");
  const problem =
    regex.text === undefined ? undefined : regex.text === "" ? "which is empty" : regexProblem(regex.text);
  if (!problem) return;
  const allowed = "a regular expression (RE2)";
  yield found(service, regex, { problem, allowed, fix: "write it in RE2's syntax: no (?=…), no \\1" });
}

function* checkPlace(service: MeshObject, match: Field): Iterable<Finding> {
  const [port, namespace] = [match.get("port"), match.get("sourceNamespace")];
  if ((port.number ?? 0) > 65535) {
    yield found(service, port, { problem: "which is no port", allowed: "1 to 65535", fix: "write the port" });
  }
  if (namespace.text && !syntax.isLabel(namespace.text)) {
    const allowed = "letters, digits and -, at most 63";
    yield found(service, namespace, { problem: "which is no namespace", allowed, fix: "write a namespace's name" });
  }
  yield* refusedLabels(service, match.get("sourceLabels"));
  yield* refusedGateways(service, match.get("gateways"));
}

/** Of a route as a whole, and of each of its destinations. */
function* checkHeaders(service: MeshObject, route: Field): Iterable<Finding> {
  for (const place of [route, ...route.get("route").items()]) {
    for (const side of ["request", "response"]) {
      const changes = place.get("headers").get(side);
      for (const operation of ["add", "set"]) {
        for (const [name, field] of changes.get(operation).entries()) {
          yield* checkName(service, field, name, side === "request" && isAuthority(name));
          if (field.text === undefined || syntax.isHeaderValue(field.text)) continue;
          yield found(service, field, {
            problem: "in which a % begins no variable",
            allowed: '"%HOSTNAME%" and other variables of Envoy; "%%" for the sign itself',
            fix: 'write "%%", or close the variable with another %',
          });
        }
      }
      for (const field of changes.get("remove").items()) yield* checkName(service, field, field.text ?? "");
    }
  }
}

function* checkName(service: MeshObject, field: Field, name: string, mayBeHost = false): Iterable<Finding> {
  if (name !== "" && (mayBeHost || (!name.startsWith(":") && name.toLowerCase() !== "host"))) return;
  yield found(service, field, {
    problem: name === "" ? "but the header has no name" : `but "${name}" cannot be changed here`,
    allowed: "headers without a colon; the authority in headers.request.set or rewrite.authority",
    fix: "write the name of another header, or use rewrite.authority",
  });
}

function isAuthority(name: string): boolean {
  return [":authority", "host"].includes(name.toLowerCase());
}

/** The authority of a request is written in one place at most. */
function* checkAuthority(service: MeshObject, route: Field): Iterable<Finding> {
  const request = route.get("headers").get("request");
  const written = ["set", "add"].flatMap((one) => request.get(one).entries()).filter(([name]) => isAuthority(name));
  const before = route.get("rewrite").get("authority").text ? 1 : 0;
  for (const [, field] of written.slice(1 - before)) {
    yield found(service, field, {
      problem: "but the authority is written elsewhere in this route already",
      allowed: "one of rewrite.authority, headers.request.set and headers.request.add",
      fix: "keep the one that is meant",
    });
  }
}
