import { STATUS_CODES } from "node:http";
import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import { nanosecondsOf } from "../model/durations";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { regexProblem } from "../model/regularExpressions";
import { refusedPercentage, refusedStatus } from "../model/routing";
import * as syntax from "../model/syntax";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a VirtualService, and the update stops there; where the webhook does not stand, the setting has no
effect, or Envoy rejects the routes of the whole listener. Conditions for
[retries](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry) are Envoy's, with commas and no spaces
between them, and need \`attempts\`; an injected [fault](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection)
is a delay or an error for a percentage of the requests; a
[CORS policy](https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy) names methods and headers of HTTP.`;

/** Whatever Istio's own validation asks of retries, faults and CORS policies of http routes, beyond their schema. */
export const httpPolicySemantics: Rule = {
  name: "http-policy-semantics",
  codes: ["IST0106"],
  description: "Retries, injected faults and CORS policies of HTTP routes are such as Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a VirtualService." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    const routes = service.spec.get("http").items();
    yield* despite(routes, (route) => despite([checkRetries, checkFault, checkCors], (check) => check(service, route)));
  },
};

/** The conditions of x-envoy-retry-on and x-envoy-retry-grpc-on. */
const RETRY_ON = [
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "retriable-headers",
  "envoy-ratelimited",
  "http3-post-connect-failure",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
];

function* checkRetries(service: MeshObject, route: Field): Iterable<Finding> {
  const retries = route.get("retries");
  const attempts = retries.get("attempts");
  if ((attempts.number ?? 0) < 0) {
    yield found(service, attempts, {
      problem: "which is negative",
      allowed: "0 or more",
      fix: "write how often to retry",
    });
  }
  const set = ["perTryTimeout", "retryOn", "retryRemoteLocalities"].filter((name) => isWritten(retries.get(name)));
  if ((attempts.missing || attempts.number === 0) && set.length > 0) {
    yield found(service, attempts, {
      problem: `so nothing is retried, but there is ${set.join(", ")}`,
      allowed: "1 or more attempts with these settings",
      fix: "write attempts, or remove these settings",
    });
  }
  const on = retries.get("retryOn");
  const wrong = on.text ? on.text.split(",").find((one) => !RETRY_ON.includes(one) && !isStatus(one)) : undefined;
  if (wrong === undefined) return;
  yield found(service, on, {
    problem: wrong.trim() === wrong ? `in which "${wrong}" is no condition` : "in which there is a space",
    allowed: `status codes, ${RETRY_ON.join(", ")}; with commas and no spaces between them`,
    fix: "write conditions that Envoy knows",
  });
}

function isWritten(field: Field): boolean {
  return !field.missing && field.value !== "";
}

/** 509 is Node's, not Go's. */
function isStatus(text: string): boolean {
  return /^\+?\d+$/.test(text) && Number(text) !== 509 && STATUS_CODES[Number(text)] !== undefined;
}

/** https://grpc.io/docs/guides/status-codes/ */
const GRPC = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

function* checkFault(service: MeshObject, route: Field): Iterable<Finding> {
  const fault = route.get("fault");
  const [abort, delay] = [fault.get("abort"), fault.get("delay")];
  if (fault.isObject && abort.missing && delay.missing) {
    yield found(service, fault, {
      problem: "with no fault in it",
      allowed: "abort or delay",
      fix: "write one of them",
    });
  }
  for (const part of [abort, delay]) yield* refusedPercentage(service, part.get("percentage").get("value"), 0.0001);
  yield* refusedStatus(service, abort.get("httpStatus"));
  const grpc = abort.get("grpcStatus");
  if (grpc.text !== undefined && !GRPC.includes(grpc.text)) {
    yield found(service, grpc, {
      problem: "which is no gRPC status",
      allowed: GRPC.join(", "),
      fix: "write one of these",
    });
  }
  for (const field of [abort.get("http2Error"), delay.get("exponentialDelay")]) {
    if (field.missing) continue;
    const allowed = "httpStatus or grpcStatus; fixedDelay";
    yield found(service, field, { problem: "which Istio does not do", allowed, fix: "write one of these" });
  }
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

function* checkCors(service: MeshObject, route: Field): Iterable<Finding> {
  const cors = route.get("corsPolicy");
  for (const origin of cors.get("allowOrigins").items()) yield* checkOrigin(service, origin);
  for (const method of cors.get("allowMethods").items()) {
    if (method.text === undefined || METHODS.includes(method.text)) continue;
    yield found(service, method, {
      problem: "which is no method",
      allowed: METHODS.join(", "),
      fix: "write one of these",
    });
  }
  for (const header of ["allowHeaders", "exposeHeaders"].flatMap((name) => cors.get(name).items())) {
    // Istio takes several with commas too, and Envoy joins all by commas.
    if (header.text === undefined || syntax.isHeaderName(header.text.replaceAll(",", "-"))) continue;
    const allowed = 'names of headers, one in each entry, or "*"';
    yield found(service, header, { problem: "which is no header's name", allowed, fix: "write a header's name" });
  }
  const age = cors.get("maxAge");
  if ((nanosecondsOf(age.text ?? "") ?? 0) % 1e9 === 0) return;
  yield found(service, age, {
    problem: "which is not in seconds",
    allowed: "whole seconds",
    fix: "round it to seconds",
  });
}

function* checkOrigin(service: MeshObject, origin: Field): Iterable<Finding> {
  const written = ["exact", "prefix", "regex"].map((name) => origin.get(name)).find((field) => field.text);
  if (!written) {
    if (!origin.isObject) return;
    const allowed = "exact, prefix or regex";
    yield found(service, origin, {
      problem: "which matches no origin",
      allowed,
      fix: "write the origin that is allowed",
    });
    return;
  }
  const problem = written.step === "regex" ? regexProblem(written.text ?? "") : undefined;
  const allowed = "a regular expression (RE2)";
  if (problem) yield found(service, written, { problem, allowed, fix: "write it in RE2's syntax" });
}
