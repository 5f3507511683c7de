import { Unanswered } from "./cluster";
import type { Finding, Result } from "./finding";
import { make } from "./steps";

/** The result of a check that could not be made: itself a finding, so that silence never passes for health. */
export function unavailable(error: unknown): Result {
  const finding = error instanceof Unanswered ? unanswered(error) : unexpected(error);
  return { summary: "not checked", findings: [finding] };
}

function unanswered({ program, args, complaint, missing }: Unanswered): Finding {
  if (missing) {
    return {
      // A person's own cluster is served without istioctl: `make up` does not build it there.
      severity: program === "istioctl" ? "warning" : "error",
      object: program,
      found: "neither on PATH nor built",
      expected: "it for this check",
      next: [make(`tools TOOL=${program}`)],
    };
  }
  const command = `${program} ${args.join(" ")}`;
  return {
    severity: "error",
    object: command,
    found: shortened(complaint),
    expected: "an answer",
    next: [allowance(complaint) ?? command],
  };
}

/** Asks for the right that the API server says is missing. */
function allowance(complaint: string): string | undefined {
  const [, verb, resource, group] = /cannot (\w+) resource "([^"]+)" in API group "([^"]*)"/.exec(complaint) ?? [];
  if (!verb || !resource) return undefined;
  const [, namespace] = /in the namespace "([^"]+)"/.exec(complaint) ?? [];
  const [kind, part] = resource.split("/");
  const of = `${kind}${group ? `.${group}` : ""}${part ? ` --subresource=${part}` : ""}`;
  return `kubectl auth can-i ${verb} ${of} ${namespace ? `-n ${namespace}` : "-A"} # a right to ask for`;
}

const unexpected = (error: unknown): Finding => ({
  severity: "error",
  object: "this check",
  found: shortened(error instanceof Error ? error.message : String(error)),
  expected: "data that it understands",
  next: ["istioctl version # are client and control plane of one age?"],
});

/** The end of what a program says, in one line: that is where it says what is wrong. */
function shortened(complaint: string): string {
  const text = complaint.replace(/\s+/g, " ").trim();
  return text.length > 300 ? `…${text.slice(-300)}` : text;
}
