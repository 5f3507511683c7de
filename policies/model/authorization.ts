import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "./field";
import type { MeshObject } from "./object";
import * as syntax from "./syntax";

type Problem = string | undefined;

export function addressProblem(value: string): Problem {
  return syntax.isAddressOrRange(value) ? undefined : "which is no IP address and no range";
}

export function portProblem(value: string): Problem {
  return /^\d{1,10}$/.test(value) && Number(value) <= 65535 ? undefined : "which is no port";
}

/** Placeholders in paths are whole parts, `{**}` the last of them: https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation */
export function pathProblem(path: string): Problem {
  const parts = path.replace(/^\/+|\/+$/g, "").split("/");
  const template = /\{\*\*?\}/.test(path);
  let rest = false;
  for (const part of parts) {
    if (part === "{*}" || part === "{**}") {
      if (rest) return "in which {**} is not the last placeholder";
      rest = part === "{**}";
    } else if (/[{}]/.test(part)) return "with { or } that are no whole part";
    else if (template && !/^[a-zA-Z0-9-._~%!$&'()+,;:@=]+$/.test(part))
      return `in which "${part}" is no part of a path`;
  }
  return undefined;
}

function wildcardProblem(value: string): Problem {
  const stars = value.split("*").length - 1;
  if (stars > 1) return "with more than one wildcard";
  return stars === 0 || value.startsWith("*") || value.endsWith("*") ? undefined : "with a wildcard in its middle";
}

function accountProblem(value: string): Problem {
  if (value.includes("*")) return "with a wildcard, which service accounts cannot have";
  return /^([^/]+\/)?[^/]+$/.test(value) ? undefined : "which is no service account";
}

const trustDomainProblem = (value: string) =>
  value.includes("/") ? "which is no trust domain: there is a / in it" : wildcardProblem(value);

const OF_SOURCE: Readonly<Record<string, (value: string) => Problem>> = {
  ipBlocks: addressProblem,
  remoteIpBlocks: addressProblem,
  serviceAccounts: accountProblem,
  trustDomains: trustDomainProblem,
};

/** What an external authorizer does not get to know. */
const NOT_CUSTOM = ["namespaces", "serviceAccounts", "trustDomains", "principals", "requestPrincipals"];

/** What Istio refuses of a rule's source, beyond its schema. */
export function* refusedSource(policy: MeshObject, source: Field, custom: boolean): Iterable<Finding> {
  for (const [name, list] of source.entries()) {
    const plain = name.replace(/^not(.)/, (_, letter: string) => letter.toLowerCase());
    if (custom && NOT_CUSTOM.includes(plain) && list.items().length > 0) {
      const allowed = "ipBlocks and remoteIpBlocks with action CUSTOM";
      yield found(policy, list, {
        problem: "which action CUSTOM cannot judge",
        allowed,
        fix: "leave it to the provider",
      });
    }
    for (const value of list.items()) {
      const problem =
        value.text === undefined ? undefined : value.text === "" ? "which is empty" : OF_SOURCE[plain]?.(value.text);
      const allowed = ALLOWED[plain] ?? "values that are not empty";
      if (problem) yield found(policy, value, { problem, allowed, fix: "write what is meant" });
    }
  }
}

const ALLOWED: Readonly<Record<string, string>> = {
  ipBlocks: 'IP addresses and ranges: "10.1.0.0/16"',
  remoteIpBlocks: 'IP addresses and ranges: "10.1.0.0/16"',
  serviceAccounts: '"account" or "namespace/account"',
  trustDomains: 'trust domains, with one "*" at most, at the start or the end',
};

const none = () => undefined;

/** Conditions' keys and what their values are: https://istio.io/latest/docs/reference/config/security/conditions/ */
const ATTRIBUTES: Readonly<Record<string, (value: string) => Problem>> = {
  "source.ip": addressProblem,
  "remote.ip": addressProblem,
  "source.namespace": none,
  "source.serviceAccount": accountProblem,
  "source.principal": none,
  "source.trustDomain": wildcardProblem,
  "request.auth.principal": none,
  "request.auth.audiences": none,
  "request.auth.presenter": none,
  "destination.ip": addressProblem,
  "destination.port": portProblem,
  "connection.sni": none,
};

const REPLACED: Readonly<Record<string, string>> = {
  "destination.namespace": "which the policy's own namespace replaces",
  "destination.labels": "which the policy's selector replaces",
  "destination.name": "which is no attribute any more",
  "destination.user": "which is no attribute any more",
};

/** What is wrong with a condition's key, or else what is wrong with one of its values. */
export function attributeProblem(key: string, custom: boolean): string | ((value: string) => Problem) {
  if (
    custom &&
    (/^source\.(namespace|serviceAccount|trustDomain|principal)$/.test(key) || key.startsWith("request.auth."))
  )
    return "which action CUSTOM cannot judge";
  const own = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
  if (own) return own;
  const mapped = ["request.headers", "request.auth.claims", "experimental.envoy.filters."].some((one) =>
    key.startsWith(one),
  );
  if (mapped) return /^[^[]+\[[^]+\]$/.test(key) ? none : 'which lacks a name: "request.headers[x-user]"';
  const replaced = Object.keys(REPLACED).find(
    (one) => key === one || (one === "destination.labels" && key.startsWith(one)),
  );
  return (replaced && REPLACED[replaced]) ?? "which is no attribute of Istio";
}
