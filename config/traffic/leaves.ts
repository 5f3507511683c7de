import { z } from "zod";

const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const durationForm = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;

/** Milliseconds of a duration such as 500ms, 1.5s or 1h30m; NaN for a text that is none. */
export function milliseconds(duration: string): number {
  if (!durationForm.test(duration)) return NaN;
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, number, name]) => sum + Number(number) * unit[name as keyof typeof unit],
    0,
  );
}

/** A length of time as Istio takes it: whole milliseconds, at least one (istio: pkg/config/validation/agent, ValidateDuration). */
export const duration = () => {
  const error = "a duration of whole milliseconds, at least 1ms, such as 500ms, 2s or 1m30s";
  return z.string({ error }).refine(
    (value) => {
      const length = milliseconds(value);
      return Number.isInteger(length) && length >= 1;
    },
    { error },
  );
};

/** "off": the default of this program is not wanted. */
const off = "off";
export type Off = typeof off;
export const orOff = <T extends z.ZodType>(type: T) => z.union([z.literal(off), type]);

/** A share of calls in percent; Istio's smallest step is 0.0001. */
export const share = () => {
  const error = "a percentage, 0 to 100, in steps of 0.0001";
  return z.number({ error }).refine((value) => value === 0 || (value >= 0.0001 && value <= 100), { error });
};

/** A percentage where Istio takes no fractions. */
export const wholePercent = () => {
  const error = "a whole percentage, 0 to 100";
  return z.int({ error }).min(0, { error }).max(100, { error });
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

/** A regular expression as Envoy takes it (RE2): no look-around, no back-reference, at most 1024 characters. */
export const regex = () => {
  const error = "a regular expression (RE2: no look-around, no back-reference) of 1 to 1024 characters";
  return z.string({ error }).refine(isRe2, { error });
};

function isRe2(source: string): boolean {
  if (source === "" || source.length > 1024 || /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</.test(source)) return false;
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

/** One way to compare a text: `exact`, `prefix` or `regex`. */
export const textMatch = () => {
  const error = "one of { exact: TEXT }, { prefix: TEXT }, { regex: EXPRESSION }";
  return z.union(
    [
      z.strictObject({ exact: z.string() }),
      z.strictObject({ prefix: z.string().min(1) }),
      z.strictObject({ regex: regex() }),
    ],
    { error },
  );
};

const headerForm = /^[\w!#$%&'*+.^`|~-]+$/;

/** The name of an HTTP header. Istio matches headers in lower case. */
export const headerName = () => {
  const error = "the name of an HTTP header such as x-user";
  return z.string({ error }).regex(headerForm, { error });
};

/** The name of a header that may be changed: all but Host, which `rewrite.host` changes. */
export const changeableHeader = () => {
  const error = "the name of an HTTP header other than host, such as x-user";
  return z.string({ error }).refine((name) => headerForm.test(name) && name.toLowerCase() !== "host", { error });
};

/** A header's value; a % begins one of Envoy's variables such as %HOSTNAME%, and is written %% where it means itself. */
export const headerValue = () => {
  const error =
    "a header value of printable characters, in which a % is written %% unless it is a variable such as %HOSTNAME%";
  return z
    .string({ error })
    .refine(
      (value) => /^[\t\x20-\x7e\x80-\uffff]*$/.test(value) && /^(?:[^%]|%%|%[A-Z_]+(?:\([^%)]*\))?%)*$/.test(value),
      {
        error,
      },
    );
};

/** A path of a URL. */
export const urlPath = () => {
  const error = "a path that begins with / such as /items";
  return z.string({ error }).regex(/^\/\S*$/, { error });
};

/** Labels of pods. */
export const labels = () => {
  const error = "a group of pod labels, each a name and a text";
  const name = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
  const value = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;
  return z.record(z.string().regex(name, { error }), z.string({ error }).regex(value, { error }), { error });
};

/** A host that calls go to: a full DNS name, of a service in the cluster too. */
export const destinationHost = () => {
  const error = "a full DNS name such as payment.shop.svc.cluster.local or api.example.com";
  return z
    .string({ error })
    .regex(/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/, {
      error,
    });
};
