import type { Judgement } from "../../scenarios/expectation";
import type { Load, Scenario, Step } from "../../scenarios/scenario";
import { drive } from "./drive";
import type { Interruption } from "./interruption";
import type { Place } from "./place";
import type { Proof } from "./report";

/** Makes the loads of a step that is in force, one after the other; one that cannot be made is told, and does not stop the others. */
export async function proveStep(
  scenario: Scenario,
  step: Step,
  { place, alpha, interruption }: { place: Place; alpha: number; interruption: Interruption },
): Promise<Proof[]> {
  const proofs: Proof[] = [];
  for (const load of step.loads) {
    interruption.check();
    const since = Date.now();
    const outcome = await attempt(() => drive(load, place, alpha));
    proofs.push({ ...head(scenario, step, load), ...outcome, seconds: (Date.now() - since) / 1000 });
  }
  return proofs;
}

/** The proof of a step whose rules could not be put into force. */
export function unproven(scenario: Scenario, step: Step, error: unknown, seconds: number): Proof {
  const what = { what: step.loads.map(({ what: load }) => load).join("; ") };
  return { ...head(scenario, step, what), judgements: [], error: message(error), seconds };
}

/** What kept all of it from being shown to its end: without it the reports of an ended run would look well. */
export const aborted = (error: string): Proof => ({
  scenario: "make prove",
  title: "The proof itself comes to its end",
  load: "all of the above",
  judgements: [],
  error,
  seconds: 0,
  aside: true,
});

function head({ name, title, steps }: Scenario, step: Step, { what }: Pick<Load, "what">) {
  const part = [...(steps.length > 1 ? [step.title] : []), ...(step.loads.length > 1 ? [what] : [])];
  return { scenario: name, title, step: part.length > 0 ? part.join(", ") : undefined, load: what };
}

async function attempt(work: () => Promise<Judgement[]>): Promise<{ judgements: Judgement[]; error?: string }> {
  try {
    return { judgements: await work() };
  } catch (error) {
    return { judgements: [], error: message(error) };
  }
}

export const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
