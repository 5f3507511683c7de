import { RE2JS } from "re2js";
import { z } from "zod";

const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const durationForm = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;

/** Milliseconds of a duration such as 500ms, 1.5s or 1h30m; NaN for a text that is none. */
export function milliseconds(duration: string): number {
  if (!durationForm.test(duration)) return NaN;
  const sum = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (total, [, number, name]) => total + Number(number) * unit[name as keyof typeof unit],
    0,
  );
  // To the nanosecond, as Istio reads it: 1.005 * 1000 is not quite 1005.
  return Math.round(sum * 1e6) / 1e6;
}

/** What no duration exceeds: Istio's own limit is at 292 years, and what is longer than one is a slip of the finger. */
const year = milliseconds("8760h");

/** Whether Istio takes it (istio: pkg/config/validation/agent, ValidateDuration). */
function isDuration(text: string): boolean {
  const length = milliseconds(text);
  return Number.isInteger(length) && length >= 1 && length <= year;
}

const durationAllowed = "a duration of whole milliseconds, at least 1ms, such as 500ms, 2s or 1m30s";

/** A text of which a function says whether it may stand there. */
const textThat = (is: (text: string) => boolean, error: string) => z.string({ error }).refine(is, { error });

/** A length of time as Istio takes it: whole milliseconds, at least one, at most a year. */
export const duration = () => textThat(isDuration, durationAllowed);

const isSeconds = (text: string, most: number) => {
  const length = milliseconds(text) / 1000;
  return Number.isInteger(length) && length >= 1 && length <= most;
};

/** Whole seconds, where HTTP counts in them. */
export const seconds = () =>
  textThat((text) => isSeconds(text, year / 1000), "a duration of whole seconds, at least 1s, such as 30s or 2m");

/** Whole seconds as the kernel takes them for a socket: with more, every connection fails. */
export const socketSeconds = () =>
  textThat((text) => isSeconds(text, 32767), "a duration of whole seconds, 1s to 32767s, such as 30s or 2m");

/** How long a cookie lives. */
export const sessionLifetime = () =>
  textThat(
    (text) => text === "0s" || isDuration(text),
    "a duration such as 1h, or 0s for a cookie that ends with the session",
  );

/** "off": the default of this program is not wanted. */
const off = "off";
export const durationOrOff = () =>
  textThat((text) => text === off || isDuration(text), `"${off}" or ${durationAllowed}`);
export const orOff = <T extends z.ZodType>(group: T) =>
  z.union([z.literal(off), group], {
    error: (issue) => `"${off}" or ${issue.code === "invalid_union" ? issue.errors.at(-1)?.[0]?.message : "a group"}`,
  });

/** A share of calls in percent; Istio's smallest step is 0.0001. */
export const share = () => {
  const error = "a percentage, 0 to 100, in steps of 0.0001";
  const isStep = (value: number) => Math.abs(value * 10_000 - Math.round(value * 10_000)) < 1e-6;
  return z.number({ error }).refine((value) => value >= 0 && value <= 100 && isStep(value), { error });
};

/** A percentage where Istio takes no fractions. */
export const wholePercent = (lowest = 0) => {
  const error = `a whole percentage, ${lowest} to 100`;
  return z.int({ error }).min(lowest, { error }).max(100, { error });
};

/** A whole number from a lowest value on. */
export const count = (lowest = 0) => {
  const error = `a whole number, at least ${lowest}`;
  return z
    .int({ error })
    .min(lowest, { error })
    .max(2 ** 31 - 1, { error });
};

/** A status that answers a call. */
export const status = () => {
  const error = "an HTTP status, 200 to 599";
  return z.int({ error }).min(200, { error }).max(599, { error });
};

/** A regular expression as Istio and Envoy take it. */
export const regex = () =>
  textThat(isRe2, "a regular expression (RE2: no look-around, no back-reference) of 1 to 1024 bytes");

function isRe2(source: string): boolean {
  if (source === "" || Buffer.byteLength(source) > 1024) return false;
  try {
    RE2JS.compile(source);
    return true;
  } catch {
    return false;
  }
}

/** One way to compare a text: `exact`, `prefix` or `regex`. */
const matchOf = <T extends z.ZodType, U extends z.ZodType>(exact: T, prefix: U) =>
  z.union([z.strictObject({ exact }), z.strictObject({ prefix }), z.strictObject({ regex: regex() })], {
    error: "one of { exact: TEXT }, { prefix: TEXT }, { regex: EXPRESSION }",
  });

const words = (error: string) => z.string({ error }).min(1, { error });

export const textMatch = () => matchOf(z.string({ error: "a text" }), words("a text of at least one character"));
export const pathMatch = () => matchOf(urlPath(), urlPath());
export const origin = () => {
  const error = "an origin such as https://shop.example.com";
  return matchOf(words(error), words(error));
};

const headerForm = /^[\w!#$%&'*+.^`|~-]+$/;

/** The name of an HTTP header. Istio matches headers in lower case. */
export const headerName = () => textThat((name) => headerForm.test(name), "the name of an HTTP header such as x-user");

/** The name of a header that may be changed: all but Host, which `rewrite.host` changes. */
export const changeableHeader = () =>
  textThat(
    (name) => headerForm.test(name) && name.toLowerCase() !== "host",
    "the name of an HTTP header other than host, such as x-user",
  );

/** The name of a header that a browser's script may send or read. */
export const corsHeader = () =>
  textThat((name) => headerForm.test(name), "the name of an HTTP header such as x-user, or *");

/**
 * Envoy's variables in header values. With one that it does not know it refuses all routes of the sidecar, and Istio
 * does not look (https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators).
 */
const variables = [
  "(?:REQ|RESP)\\([\\w:!#$&'*+.^`|~-]+(?:\\?[\\w:!#$&'*+.^`|~-]+)?\\)",
  "ENVIRONMENT\\(\\w+\\)",
  "DOWNSTREAM_(?:DIRECT_)?REMOTE_ADDRESS(?:_WITHOUT_PORT)?",
  "DOWNSTREAM_LOCAL_(?:ADDRESS(?:_WITHOUT_PORT)?|PORT|SUBJECT|URI_SAN)",
  "DOWNSTREAM_PEER_(?:CERT(?:_V_START|_V_END)?|FINGERPRINT_(?:1|256)|ISSUER|SERIAL|SUBJECT|URI_SAN)",
  "DOWNSTREAM_TLS_(?:CIPHER|SESSION_ID|VERSION)",
  "UPSTREAM_(?:CLUSTER|HOST|LOCAL_ADDRESS|REMOTE_ADDRESS)",
  "RESPONSE_(?:CODE|CODE_DETAILS|DURATION|FLAGS)",
  "BYTES_(?:RECEIVED|SENT)|CONNECTION_ID|DURATION|HOSTNAME|PROTOCOL|REQUESTED_SERVER_NAME|REQUEST_DURATION",
  "ROUTE_NAME|START_TIME|STREAM_ID|TRACE_ID",
];
const headerValueForm = new RegExp(`^(?:[\\t\\x20-\\x24\\x26-\\x7e\\x80-\\uffff]|%%|%(?:${variables.join("|")})%)*$`);

/** A header's value; a % begins one of Envoy's variables such as %HOSTNAME%, and is written %% where it means itself. */
export const headerValue = () =>
  textThat(
    (value) => headerValueForm.test(value),
    "a header value of printable characters, in which a % is written %% unless it is one of Envoy's variables such " +
      "as %HOSTNAME% or %REQ(x-user)%",
  );

/** A path of a URL. */
export const urlPath = () =>
  textThat((path) => /^\/[\x21-\x7e\x80-\uffff]*$/.test(path), "a path that begins with / such as /items");

/** Labels of pods. */
export const labels = () => {
  const error = "a group of pod labels, each a name and a text";
  const domain = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  const word = "[A-Za-z0-9](?:[\\w.-]{0,61}[A-Za-z0-9])?";
  const name = new RegExp(`^(?=.{0,253}/|[^/]*$)(?:${domain}(?:\\.${domain})*/)?${word}$`);
  const value = new RegExp(`^(?:${word})?$`);
  return z.record(z.string().regex(name, { error }), z.string({ error }).regex(value, { error }), { error });
};

/** A host that calls go to: a full DNS name, of a service in the cluster too. */
export const destinationHost = () =>
  textThat(
    (name) => /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name),
    "a full DNS name such as payment.shop.svc.cluster.local or api.example.com",
  );
