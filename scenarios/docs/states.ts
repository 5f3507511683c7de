import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseSettings } from "../../config";
import type { RawSettings, Settings } from "../../config";
import { ownKeys } from "../../config/stackFile";
import { root } from "../../config/target";
import { stepName } from "..";
import { withoutScenario } from "../apply";
import { withNeeds } from "../needs";
import type { Scenario, Step } from "../scenario";

/** A stack's settings as they stand in its file, and what the program makes of them. */
export interface State {
  raw: RawSettings;
  settings: Settings;
}

/** A step of a lesson in force. */
export interface StepState extends State {
  step: Step;
  /** As `make scenario NAME=…` takes it. */
  name: string;
  /** The step's change, as it would stand in the stack's file. */
  change: RawSettings;
}

/** The states of the stack that a lesson goes through. */
export interface LessonStates {
  /** The stack without the lesson. */
  bare: State;
  /** With what the lesson needs, and nothing changed. */
  ready: State;
  steps: StepState[];
}

/**
 * The stack that all pages are about: Pulumi.dev.yaml alone. What the local cluster lays beneath it plays no part, nor
 * does a scenario that somebody left switched on: so the pages are the same on every machine.
 */
export function pageStack(): RawSettings {
  const file = readFileSync(join(root, "Pulumi.dev.yaml"), "utf8");
  return withoutScenario(ownKeys((parse(file) as { config: RawSettings }).config));
}

const state = (raw: RawSettings): State => ({ raw, settings: parseSettings(raw) });

/** The states of a lesson, by the code that `make up` goes through. */
export function lessonStates({ name, needs, steps }: Scenario): LessonStates {
  const bare = pageStack();
  const ready = withNeeds(bare, needs);
  return {
    bare: state(bare),
    ready: state(ready),
    steps: steps.map((step, index) => ({
      ...state({ ...bare, scenario: stepName(name, index) }),
      step,
      name: stepName(name, index),
      change: typeof step.change === "function" ? step.change(ready) : step.change,
    })),
  };
}
