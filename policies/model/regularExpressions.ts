import { RE2JS } from "re2js";

/** What Envoy is told to refuse, as Istio does. */
const MAXIMUM = 1024;

/** Why Istio does not take this as a regular expression (RE2: no look-around, no back references); a clause for a finding. */
export function regexProblem(text: string): string | undefined {
  if (Buffer.byteLength(text) > MAXIMUM) return `which is longer than ${MAXIMUM} bytes`;
  try {
    RE2JS.compile(text);
    return undefined;
  } catch (error) {
    return `which is no regular expression: ${error instanceof Error ? error.message : "it cannot be read"}`;
  }
}
