import type { Load } from "../scenario";
import { expectedRows } from "./expectations";
import { loadCommand } from "./loadCommand";
import { fenced, listed, sections, table } from "./markdown";
import type { ObjectChange } from "./objectDiff";
import { objectChanges } from "./objectDiff";
import { stackYaml } from "./stackYaml";
import type { LessonStates, StepState } from "./states";
import { trafficObjects } from "./trafficObjects";

/** One step of a lesson: its change, what becomes of Istio's objects, the calls that show it, what must be seen. */
export function stepSection(states: LessonStates, index: number): string {
  const { ready, steps } = states;
  const step = steps[index]!;
  const before = steps[index - 1] ?? ready;
  const heading = steps.length > 1 ? `## Step ${index + 1}: ${step.step.title}` : `## The change: ${step.step.title}`;
  const changes = objectChanges(trafficObjects(before.settings), trafficObjects(step.settings));
  return sections(
    heading,
    Object.keys(step.change).length > 0 ? change(step, changes, index) : ofNeeds(states),
    ...step.step.loads.map((load) => loadSection(load, step)),
  ).trimEnd();
}

function change({ change: settings, name }: StepState, changes: ObjectChange[], index: number): string {
  const than = index === 0 ? "the stack with what the lesson needs" : "the step before";
  return sections(
    `In the stack's file this is, ${index === 0 ? "beside what it says already" : "in place of the step before"}:`,
    fenced("yaml", stackYaml(settings)),
    `\`make scenario NAME=${name}\` puts it into force. ${said(changes)}, against ${than}:`,
    fenced("diff", changes.map(({ patch }) => patch).join("\n")),
  ).trimEnd();
}

/** Where the step itself changes nothing, what came with its needs is what it shows. */
function ofNeeds({ bare, ready, steps }: LessonStates): string {
  const changes = objectChanges(trafficObjects(bare.settings), trafficObjects(ready.settings));
  return sections(
    `\`make scenario NAME=${steps[0]?.name}\` adds what the lesson needs and changes nothing else. ` +
      `${said(changes)}, against the stack without it:`,
    fenced("diff", changes.map(({ patch }) => patch).join("\n")),
  ).trimEnd();
}

/** "One object of Istio's differs, VirtualService carts". */
function said(changes: readonly ObjectChange[]): string {
  const names = changes.map(({ kind, name, how }) => `${kind} \`${name}\`${how === "changed" ? "" : ` (${how})`}`);
  const count = changes.length === 1 ? "One object of Istio's differs" : `${changes.length} objects of Istio's differ`;
  return `${count}, ${listed(names)}`;
}

function loadSection(load: Load, step: StepState): string {
  const { what, from, connections, calls, headers = {} } = load;
  const caller = from === "mesh" ? "fortio in the mesh" : "the client outside of the mesh";
  const sent = Object.entries(headers).map(([name, value]) => `\`${name}: ${value}\``);
  const withHeaders = sent.length > 0 ? `, with ${listed(sent)}` : "";
  return sections(
    `**The calls: ${what}.** ${calls} calls, ${connections} at a time, by ${caller}${withHeaders}:`,
    fenced("sh", loadCommand(load, step.settings)),
    table(
      ["what must be seen", "what is noticed"],
      expectedRows(load).map(({ expected, caught }) => [expected, caught]),
    ),
  ).trimEnd();
}
