import type { Judgement } from "../../scenarios/expectation";
import { perRun } from "../../scenarios/statistics";

/** What one load of a scenario, or of one of its steps, proved. */
export interface Proof {
  /** Its short name, the same for all of its steps. */
  scenario: string;
  title: string;
  /** Which step and load, where a scenario has several. */
  step?: string;
  /** What was sent where, in words. */
  load: string;
  judgements: Judgement[];
  seconds: number;
  /** Why it could not be judged, or not to its end. */
  error?: string;
  /** No scenario of its own: what held while the others were shown. */
  aside?: true;
}

/** A row of every report. */
export interface Row extends Judgement {
  /** What went wrong was not the mesh's behaviour but the attempt to see it. */
  error?: true;
}

/** A proof's judgements, and its error as one more; a proof of nothing is an error too. */
export function rows({ judgements, error }: Proof): Row[] {
  const message = error ?? (judgements.length === 0 ? "nothing was judged" : undefined);
  const failed: Row[] = message === undefined ? [] : [broken(message)];
  return [...judgements, ...failed];
}

const broken = (message: string): Row => ({ expected: "no error", seen: message, passed: false, error: true });

/** Whether all that was expected was seen, without an error. */
export function proven(proof: Proof): boolean {
  return rows(proof).every(({ passed }) => passed);
}

/** The scenario, and which part of it if it has several. */
export function nameOf({ scenario, step }: Proof): string {
  return step === undefined ? scenario : `${scenario}: ${step}`;
}

/** A line of a table. */
export type Cells = [scenario: string, expected: string, seen: string, verdict: string, seconds: string];

export const header: Cells = ["scenario", "expected", "seen", "verdict", "seconds"];

/** A proof's rows, each text on one line: its name and its seconds stand in the first row only. */
export function cells(proof: Proof): Cells[] {
  return rows(proof).map(({ expected, seen, passed }, index) => [
    index === 0 ? oneLine(nameOf(proof)) : "",
    oneLine(expected),
    oneLine(seen),
    passed ? "ok" : "FAILED",
    index === 0 ? proof.seconds.toFixed(1) : "",
  ]);
}

/** Without line ends and control characters, which would break a table. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, " ").trim();

/** How many scenarios are proven, each with all of its steps, and what the word of a failure is worth. */
export function closing(proofs: readonly Proof[]): string {
  const all = new Set(proofs.filter(({ aside }) => !aside).map(({ scenario }) => scenario));
  const failed = new Set(proofs.filter((proof) => !proven(proof)).map(({ scenario }) => scenario));
  const asides = [...failed].filter((scenario) => !all.has(scenario));
  const seconds = proofs.reduce((sum, proof) => sum + proof.seconds, 0);
  return (
    `${all.size - failed.size + asides.length} of ${all.size} scenarios proven` +
    `${asides.length > 0 ? `, but ${asides.join(", ")} FAILED` : ""}, ${seconds.toFixed(1)} s; ` +
    `a right mesh fails at most once in ${Math.round(1 / perRun)} runs`
  );
}

/** The report for a terminal of that many columns: what is expected and seen is wrapped to fit. */
export function table(proofs: readonly Proof[], width = 120): string {
  const grid = [header, ...proofs.flatMap(cells)];
  const widths = widthsOf(grid, width);
  return [...grid.flatMap((line) => layOut(line, widths)), "", closing(proofs)].join("\n");
}

/** A longer name goes on below. */
const widestName = 44;

/** Each column as wide as its longest cell; if that is too much, expected and seen share what the others leave. */
function widthsOf(grid: readonly Cells[], width: number): number[] {
  const longest = (column: number) => Math.max(...grid.map((line) => line[column]?.length ?? 0));
  const [scenario, verdict, seconds] = [Math.min(longest(0), widestName), longest(3), longest(4)];
  const room = Math.max(40, width - scenario - verdict - seconds - 4 * gap.length);
  const expected = Math.min(longest(1), Math.max(Math.floor(room / 2), room - longest(2)));
  return [scenario, expected, Math.min(longest(2), room - expected), verdict, seconds];
}

const gap = "  ";

/** One line of the table as lines of the terminal; the seconds stand to the right of their column. */
function layOut(line: Cells, widths: readonly number[]): string[] {
  const wrapped = line.map((text, column) => wrap(text, widths[column] ?? text.length));
  const height = Math.max(...wrapped.map((parts) => parts.length));
  const padded = (parts: string[], column: number, row: number) =>
    column === 4 ? (parts[row] ?? "").padStart(widths[column] ?? 0) : (parts[row] ?? "").padEnd(widths[column] ?? 0);
  return Array.from({ length: height }, (_, row) =>
    wrapped
      .map((parts, column) => padded(parts, column, row))
      .join(gap)
      .trimEnd(),
  );
}

/** A text in lines of that width, broken between words where it can be. */
function wrap(text: string, width: number): string[] {
  const words = text.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${width}}`, "gu")) ?? [""]);
  return words.reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) return [...lines, word];
    return [...lines.slice(0, -1), `${last} ${word}`];
  }, []);
}
