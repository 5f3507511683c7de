import { isIP } from "node:net";

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;

/** A label of a DNS name as Istio reads it, upper case too (pkg/config/labels). */
export function isLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

/** Why Istio does not take this for a host name without wildcards; the end of the sentence "found …, …". */
export function hostProblem(host: string): string | undefined {
  return lengthProblem(host) ?? labelProblem(host);
}

/** The same for a host whose first label may be `*` or begin with it. */
export function wildcardHostProblem(host: string): string | undefined {
  const long = lengthProblem(host);
  if (long !== undefined) return long;
  const dot = host.indexOf(".");
  const first = dot < 0 ? host : host.slice(0, dot);
  const rest = first.replace(/^\*-?/, "");
  if (first.length > 63 || (first !== "*" && !isLabel(rest))) return notALabel(first);
  return dot < 0 ? undefined : labelProblem(host.slice(dot + 1));
}

/** A wildcard that is not the whole first label: `*-blue.example.com`. */
export function isPartialWildcard(host: string): boolean {
  return host.includes("*") && host !== "*" && !host.startsWith("*.");
}

function lengthProblem(host: string): string | undefined {
  if (host === "") return "which is empty";
  return host.length > 255 ? "which is too long for a host name" : undefined;
}

function labelProblem(host: string): string | undefined {
  const labels = host.split(".");
  if (/^[+-]?\d+$/.test(labels.at(-1) ?? "")) return "which is not a host name: its last part is a number";
  // A full name may end with a dot.
  if (labels.at(-1) === "") labels.pop();
  const wrong = labels.find((label) => !isLabel(label));
  return wrong === undefined ? undefined : notALabel(wrong);
}

function notALabel(label: string): string {
  return `which is not a host name: "${label}" is no part of one`;
}

export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** A range of addresses: `10.0.0.0/8`. */
export function isRange(text: string): boolean {
  const [, address = "", bits = ""] = /^([^/%]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}

export function isAddressOrRange(text: string): boolean {
  return isAddress(text) || isRange(text);
}

export function isPort(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 65535;
}

const UNIX = "unix://";

export function isUnix(address: string): boolean {
  return address.startsWith(UNIX);
}

/** `unix:///absolute/path` of a file, or an abstract socket's `unix://@name`. */
export function isUnixSocket(address: string): boolean {
  const path = address.slice(UNIX.length);
  return path.startsWith("@") || (path.startsWith("/") && !path.endsWith("/"));
}

const HTTP = ["http", "http2", "http_proxy", "grpc", "grpc-web"];
const TLS = ["https", "tls"];

/** The protocols that Istio knows, as people write them. */
export const PROTOCOLS = "HTTP, HTTP2, HTTPS, GRPC, GRPC-Web, TLS, TCP, MONGO, REDIS, MYSQL, UDP, HTTP_PROXY";

const KNOWN = new Set(PROTOCOLS.toLowerCase().split(", "));

export function isProtocol(text: string): boolean {
  return KNOWN.has(text.toLowerCase());
}

export function isHttp(protocol: string): boolean {
  return HTTP.includes(protocol.toLowerCase());
}

export function isTls(protocol: string): boolean {
  return TLS.includes(protocol.toLowerCase());
}

/** Whether an HTTP header may have this name: https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/.test(text);
}

/** A header's value as Envoy takes it: what stands between % and % is a variable, %% is the sign itself. */
export function isHeaderValue(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000A-\u001F\u007F]/.test(text)) return false;
  return /^(?:[^%]|%%|%(?!%)[^%(]*(?:\((?:\\.|[^\\)])*\) *)?%)*$/s.test(text);
}

const QUALIFIED = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Why this cannot be a label of a workload: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels */
export function labelKeyProblem(key: string): string | undefined {
  const slash = key.indexOf("/");
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  if (prefix !== undefined && (prefix.length > 253 || !prefix.split(".").every(isLabel)))
    return "which no label has as its prefix";
  return name.length <= 63 && QUALIFIED.test(name) ? undefined : "which is no label's name";
}

export function isLabelValue(text: string): boolean {
  return text === "" || QUALIFIED.test(text);
}
