import { scenarios, stepName } from "..";
import type { Scenario } from "../scenario";
import { fenced, generated, listed, sections } from "./markdown";
import { needWords } from "./needWords";
import { additions, stackYaml } from "./stackYaml";
import { lessonStates } from "./states";
import type { LessonStates } from "./states";
import { stepSection } from "./stepSection";

/** The page of a lesson, but for Prettier's touch. */
export function lessonPage(scenario: Scenario): string {
  const states = lessonStates(scenario);
  const source = sourceOf(scenario);
  return sections(
    generated(source),
    `# ${scenario.title}`,
    scenario.teaches,
    `Shows ${listed(scenario.rows)} of [the guides' rows](../features.md). Source: [${source}](../../${source}).`,
    tryIt(scenario),
    needs(scenario, states),
    exceptions(scenario),
    ...states.steps.map((_, index) => stepSection(states, index)),
    reading(scenario),
  );
}

/** The file of a lesson, from the project's folder: abort-carts is in abortCarts.ts. */
export const sourceOf = ({ name }: Scenario): string =>
  `scenarios/lessons/${name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}.ts`;

function tryIt({ name, steps }: Scenario): string {
  const commands: [command: string, what: string][] = [
    [`make prove NAME=${name}`, "puts it into force, makes the calls, judges them, restores"],
    ...steps.map((_, index): [string, string] => [
      `make scenario NAME=${stepName(name, index)}`,
      steps.length > 1 ? `leaves step ${index + 1} on` : "leaves it on",
    ]),
    ["make scenario NAME=none", "switches it off, with all that came with it"],
  ];
  const width = Math.max(...commands.map(([command]) => command.length));
  const lines = commands.map(([command, what]) => `${command.padEnd(width)}   # ${what}`);
  return sections("## Try it", fenced("sh", lines.join("\n"))).trimEnd();
}

function needs({ needs: list }: Scenario, { bare, ready }: LessonStates): string {
  return sections(
    "## What it needs",
    "Beside Sock Shop:",
    list.map((need) => `- ${needWords[need]}`).join("\n"),
    "What the stack has of it already stays as it is; the rest comes with the lesson and goes with it. As settings:",
    fenced("yaml", stackYaml(additions(bare.raw, ready.raw))),
  ).trimEnd();
}

/** Without these the policy pack refuses the change. */
function exceptions({ exceptions: list }: Scenario): string {
  if (!list) return "";
  return sections(
    "The [policy pack](../policies/README.md) refuses this change, and rightly so. `make prove` and `make scenario` bring an " +
      "exception with it, for as long as the lesson is on; for a plain `pulumi up` it is a file for " +
      "`--policy-pack-config`:",
    fenced("json", JSON.stringify(list)),
  ).trimEnd();
}

/** What the table means, and where it goes on. */
function reading(scenario: Scenario): string {
  const next = scenarios[scenarios.indexOf(scenario) + 1];
  return sections(
    "## How to read the tables",
    "The counts in brackets hold for a run of all lessons, in which a right mesh fails at most once in 1000 runs; " +
      "alone, with `NAME=…`, they are a little narrower. The last column is what a wrong mesh would have to do to fail: " +
      "each share in it fails 99.9 % of the runs, and so does every share further away. More: [proof](../proof.md).",
    [
      "[All lessons](README.md)",
      "[Traffic settings](../traffic.md)",
      ...(next ? [`Next: [${next.title}](${next.name}.md)`] : []),
    ].join(" · "),
  ).trimEnd();
}
