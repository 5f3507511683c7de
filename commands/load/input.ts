/** What a person says of a load. */
export interface LoadInput {
  /** How many calls are made. */
  calls: number;
  /** How many at a time, each on its own connection. */
  concurrency: number;
  /** The app that is called; undefined: the first that the stack has. */
  app?: string;
  /** The path that is called; undefined: the app's page. */
  path?: string;
  /** A file of certificates that sign the gateway's, for hosts with TLS; undefined: whoever answers is believed. */
  ca?: string;
}

export const limits = { calls: 100_000, concurrency: 100, seconds: 600 };

/** What a person typed: variables of make, which hands on those that nobody set as empty. Everything wrong is said at once. */
export function loadInput({ CALLS, CONCURRENCY, APP, AT, CA }: Record<string, string | undefined>): LoadInput {
  const problems: string[] = [];
  const whole = (name: string, text: string, most: number, why = ""): number => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (number >= 1 && number <= most) return number;
    problems.push(`${name}=${text}: allowed is a whole number from 1 to ${most}${why}`);
    return NaN;
  };
  const calls = whole("CALLS", CALLS || "100", limits.calls);
  const most = Math.min(calls || limits.concurrency, limits.concurrency);
  // With more connections than calls fortio makes a call on each of them.
  const why = most === calls ? ", one for each call" : "";
  const concurrency = whole("CONCURRENCY", CONCURRENCY || "1", most, why);
  if (AT && !isPath(AT)) problems.push(`AT=${AT}: allowed is a path such as /productpage or /catalogue?size=5`);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { calls, concurrency, app: APP || undefined, path: AT || undefined, ca: CA || undefined };
}

/** A path with or without a query, as it stands in a request line. */
const isPath = (text: string): boolean => /^\/[!-~]*$/.test(text) && !text.startsWith("//") && !text.includes("#");
