import type { Why } from "../finding";
import { durationProblem, nanosecondsOf } from "./durations";
import type { Field } from "./field";

/** Why the value at a place breaks one CEL expression of the CRDs; undefined if it does not. */
type Expression = (self: Field) => Why | undefined;

const has = (self: Field, name: string) => !self.get(name).missing;
const text = (self: Field) => self.text ?? "";
const quote = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");

/** `holds` is what the expression says; `codes: []` where only the API server refuses, not Istio's own validation. */
function must(holds: (self: Field) => boolean, why: Why): Expression {
  return (self) => (holds(self) ? undefined : why);
}

function atMostOne(names: readonly string[], codes?: readonly string[]): Expression {
  return must((self) => names.filter((name) => has(self, name)).length <= 1, {
    problem: `with more than one of ${quote(names)}`,
    allowed: `one of ${quote(names)}`,
    fix: "keep the one that is meant",
    ...(codes ? { codes } : {}),
  });
}

const DURATION: Expression = (self) => {
  const problem = durationProblem(text(self));
  return problem === undefined
    ? undefined
    : {
        problem,
        allowed: 'whole milliseconds, at least one: "5s", "300ms", "1h30m"',
        fix: "write a number and a unit: h, m, s or ms",
        // What istioctl cannot read it leaves out, without a code.
        ...(nanosecondsOf(text(self)) === undefined ? { codes: [] } : {}),
      };
};

const PORT = must((self) => (self.number ?? 0) > 0 && (self.number ?? 0) <= 65535, {
  problem: "which is no port",
  allowed: "a number from 1 to 65535",
  fix: "write the port's number",
});

const NO_WILDCARD = { allowed: "whole names and values", fix: "name the label in full" };

const URL_SCHEME = must((self) => /^((https?|file|oci):\S*|(?!\S*:\/\/)\S*)$/i.test(text(self)), {
  problem: "which is no place of a module",
  allowed: '"oci://…", "https://…", "http://…", "file://…", or an image without a scheme',
  fix: "write where the module is with one of these schemes",
});

const JWKS_SCHEME = must((self) => /^https?:/i.test(text(self)), {
  problem: "which is no web address",
  allowed: '"https://…" or "http://…"',
  fix: "write the whole address of the key set",
});

const ONE_TARGET = atMostOne(["selector", "targetRef", "targetRefs"]);

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;

/** The CEL expressions of the pinned CRDs by their text: tests/policies/schemas.spec.ts says that none is left out. */
export const EXPRESSIONS: Readonly<Record<string, Expression>> = {
  "duration(self) >= duration('1ms')": DURATION,
  "0 < self && self <= 65535": PORT,
  "(has(self.selector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1": ONE_TARGET,
  "(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1": ONE_TARGET,
  "(has(self.workloadSelector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1": atMostOne(
    ["workloadSelector", "targetRefs"],
    [],
  ),
  "(has(self.workloadSelector) ? 1 : 0) + (has(self.endpoints) ? 1 : 0) <= 1": atMostOne([
    "workloadSelector",
    "endpoints",
  ]),
  "(has(self.tlsCertificates) ? 1 : 0) + (has(self.credentialNames) ? 1 : 0) <= 1": atMostOne([
    "tlsCertificates",
    "credentialNames",
  ]),
  "(has(self.credentialName) ? 1 : 0) + (has(self.credentialNames) ? 1 : 0) <= 1": atMostOne([
    "credentialName",
    "credentialNames",
  ]),
  // The same as the first of the three; the API server says it twice.
  "(has(self.credentialNames) ? 1 : 0) + (has(self.tlsCertificates) ? 1 : 0) <= 1": () => undefined,
  "(has(self.jwksUri) ? 1 : 0) + (has(self.jwks_uri) ? 1 : 0) + (has(self.jwks) ? 1 : 0) <= 1": atMostOne(
    ["jwksUri", "jwks_uri", "jwks"],
    [],
  ),
  "has(self.wasm) != has(self.lua)": must((self) => has(self, "wasm") !== has(self, "lua"), {
    problem: 'which has not exactly one of "wasm" and "lua"',
    allowed: 'either "wasm" or "lua"',
    fix: "write the one that this extension is made of",
  }),
  'self.all(key, !key.contains("*"))': must((self) => !self.entries().some(([key]) => key.includes("*")), {
    problem: "with a wildcard in a label's name",
    ...NO_WILDCARD,
  }),
  "self.all(key, key.size() != 0)": must((self) => !has(self, ""), {
    problem: "with a label that has no name",
    ...NO_WILDCARD,
  }),
  '!self.contains("*")': must((self) => !text(self).includes("*"), { problem: "which is a wildcard", ...NO_WILDCARD }),
  "self.size() == 0": must((self) => text(self) === "", {
    problem: "but a policy reaches targets in its own namespace only",
    allowed: "no namespace",
    fix: "remove it, and put the policy into the target's namespace",
  }),
  [`isURL(self) ? (url(self).getScheme() in ["", "http", "https", "file", "oci"]) : (isURL("http://" + self) &&\nurl("http://" + self).getScheme() in ["", "http", "https", "file", "oci"])`]:
    URL_SCHEME,
  [`isURL(self) ? (url(self).getScheme() in ["", "http", "https", "oci", "file"]) : (isURL("http://" + self) &&\nurl("http://" + self).getScheme() in ["", "http", "https", "oci", "file"])`]:
    URL_SCHEME,
  'url(self).getScheme() in ["http", "https"]': JWKS_SCHEME,
  '(has(self.valueFrom) ? self.valueFrom : "") != "HOST" || !has(self.value)': must(
    (self) => self.get("valueFrom").text !== "HOST" || !has(self, "value"),
    {
      problem: "with a value and valueFrom: HOST",
      allowed: "one of them: with HOST the proxy's own variable is taken",
      fix: "remove value, or write valueFrom: INLINE",
    },
  ),
  'has(self.context) ? ((self.context == "WAYPOINT") ? has(self.waypoint) : !has(self.waypoint)) : !has(self.waypoint)':
    must((self) => (self.get("context").text === "WAYPOINT") === has(self, "waypoint"), {
      problem: "where context and waypoint do not fit",
      allowed: "waypoint with context: WAYPOINT, and neither without the other",
      fix: "write both, or none of them",
      codes: [],
    }),
  '!((has(self.addresses) ? self.addresses : []).exists(k, k.contains("/")) && !((has(self.resolution) ? self.resolution : "NONE") in ["STATIC", "NONE"]))':
    must(
      (self) =>
        ["STATIC", "NONE"].includes(self.get("resolution").text ?? "NONE") ||
        !self
          .get("addresses")
          .texts()
          .some((one) => one.includes("/")),
      {
        problem: "with a range among its addresses",
        allowed: "ranges (CIDR) with resolution NONE or STATIC only",
        fix: "write single addresses, or another resolution",
      },
    ),
  '((has(self.resolution) ? self.resolution : "NONE") == "NONE") ? !has(self.endpoints) : true': must(
    (self) => (self.get("resolution").text ?? "NONE") !== "NONE" || !has(self, "endpoints"),
    {
      problem: "with endpoints, which resolution NONE (also where none is written) does not use",
      allowed: "endpoints with resolution STATIC or DNS",
      fix: "write the resolution that is meant, or remove the endpoints",
    },
  ),
  '((has(self.resolution) ? self.resolution : "") == "DNS_ROUND_ROBIN") ? ((has(self.endpoints) ? self.endpoints : []).size() <= 1) : true':
    must((self) => self.get("resolution").text !== "DNS_ROUND_ROBIN" || self.get("endpoints").items().length <= 1, {
      problem: "with several endpoints",
      allowed: "no endpoint or one with resolution DNS_ROUND_ROBIN",
      fix: "keep one endpoint, or write resolution: DNS",
    }),
  "has(self.address) || has(self.network)": must((self) => has(self, "address") || has(self, "network"), {
    problem: "with neither an address nor a network",
    allowed: "an address",
    fix: "write the workload's IP address or host name",
  }),
  '(has(self.address) ? self.address : "").startsWith("unix://") ? !has(self.ports) : true': must(
    (self) => !text(self.get("address")).startsWith("unix://") || !has(self, "ports"),
    { problem: "a unix socket with ports", allowed: "no ports", fix: "remove the ports" },
  ),
  'self.startsWith("unix://") ? (self.substring(7, 8) == "/" || self.substring(7, 8) == "@") : true': must(
    (self) => /^(?!unix:\/\/(?![/@]))/.test(text(self)),
    {
      problem: "which is no absolute path",
      allowed: '"unix:///path/to/socket", or "unix://@name"',
      fix: "write the socket's whole path",
    },
  ),
  'self.startsWith("unix://") ? !self.endsWith("/") : true': must(
    (self) => !(text(self).startsWith("unix://") && text(self).endsWith("/")),
    { problem: "which is a folder", allowed: "the path of a socket", fix: "write the socket's whole path" },
  ),
  'self.all(key, size(key) < 63 && key.matches("^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$"))': must(
    (self) => self.entries().every(([key]) => key.length < 63 && LABEL.test(key)),
    {
      problem: "with a name that is no port's name",
      allowed: "letters, digits and -, fewer than 63",
      fix: "write the names of the ServiceEntry's ports",
    },
  ),
  'self != "*"': must((self) => text(self) !== "*", {
    problem: "which is every host",
    allowed: 'host names, or wildcards such as "*.example.com"',
    fix: "name the hosts that this is for",
  }),
  "self.all(l1, self.exists_one(l2, l1.number == l2.number))": must(
    (self) => {
      const numbers = self.items().flatMap((port) => port.get("number").number ?? []);
      return new Set(numbers).size === numbers.length;
    },
    {
      problem: "in which a port's number stands twice",
      allowed: "each number once",
      fix: "remove one, or write its own number",
    },
  ),
  'self in ["", "HTTP", "HTTPS"]': must((self) => ["", "HTTP", "HTTPS"].includes(text(self)), {
    problem: "which is no scheme of a probe",
    allowed: '"HTTP" or "HTTPS"',
    fix: "write one of these",
  }),
  "(has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) &&\n!has(self.notPrincipals) && !has(self.namespaces) && !has(self.notNamespaces)) : true":
    must(
      (self) =>
        !["serviceAccounts", "notServiceAccounts"].some((name) => has(self, name)) ||
        !["principals", "notPrincipals", "namespaces", "notNamespaces"].some((name) => has(self, name)),
      {
        problem: "with service accounts beside principals or namespaces",
        allowed: "service accounts alone: their namespace is a part of them",
        fix: 'write "namespace/account" in serviceAccounts, and remove the others',
      },
    ),
  "has(self.portLevelMtls) ? (((has(self.selector) && has(self.selector.matchLabels)) ? self.selector.matchLabels : {}).size() > 0) : true":
    must((self) => !has(self, "portLevelMtls") || self.at("selector", "matchLabels").entries().length > 0, {
      problem: "with settings for ports and no selector",
      allowed: "portLevelMtls with a selector that has labels",
      fix: "select the workloads whose ports these are",
    }),
  "self.all(key, 0 < int(key) && int(key) <= 65535)": must(
    (self) => self.entries().every(([key]) => /^\d+$/.test(key) && Number(key) > 0 && Number(key) <= 65535),
    {
      problem: "with a key that is no port",
      allowed: "ports from 1 to 65535",
      fix: "write the number of the workload's port",
    },
  ),
  '((has(self.operation) ? self.operation : "") == "UPSERT") ? (self.value != "") : true': must(
    (self) => self.get("operation").text !== "UPSERT" || text(self.get("value")) !== "",
    { problem: "UPSERT without a value", allowed: "a value", fix: "write the tag's value, a CEL expression" },
  ),
  '((has(self.operation) ? self.operation : "") == "REMOVE") ? !has(self.value) : true': must(
    (self) => self.get("operation").text !== "REMOVE" || !has(self, "value"),
    { problem: "REMOVE with a value", allowed: "no value", fix: "remove the value, or write operation: UPSERT" },
  ),
};
