import { groupBy } from "../mesh";
import type { Verdict } from "./compare";
import { reasonOf } from "./differences";

/** The share of findings on which both must agree. */
export const AGREEMENT = 0.98;

/** How far the two agree: findings of both, of all that one of them has. */
export function agreement(verdicts: readonly Verdict[]): number {
  return verdicts.length === 0 ? 1 : verdicts.filter(({ by }) => by === "both").length / verdicts.length;
}

/** Prints a row for every code and every difference; gives the exit code. */
export function report(verdicts: readonly Verdict[], print = console.log): number {
  print(
    `${"code".padEnd(9)} ${"both".padStart(6)} ${"istioctl only".padStart(14)} ${"pack only".padStart(10)} ${"agree".padStart(8)}`,
  );
  for (const [code, own] of [...groupBy(verdicts, ({ code }) => code)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const count = (by: Verdict["by"]) => String(own.filter((one) => one.by === by).length);
    const share = `${(agreement(own) * 100).toFixed(1)} %`;
    print(
      `${code.padEnd(9)} ${count("both").padStart(6)} ${count("istioctl").padStart(14)} ${count("pack").padStart(10)} ${share.padStart(8)}`,
    );
  }
  const differing = verdicts.filter(({ by }) => by !== "both");
  print("");
  for (const one of differing) {
    print(`${one.by} only: ${one.code} ${one.object} in ${one.corpus}${because(one)}`);
  }
  const unexplained = differing.filter((one) => reasonOf(one) === undefined).length;
  const share = agreement(verdicts);
  print("");
  for (const [origin, own] of groupBy(verdicts, originOf)) {
    print(
      `${origin.padEnd(40)} ${String(own.length).padStart(5)} findings, ${(agreement(own) * 100).toFixed(2)} % of both`,
    );
  }
  print(
    `${verdicts.length} findings, ${(share * 100).toFixed(2)} % of both (at least ${AGREEMENT * 100} %), ` +
      `${differing.length} differences, ${unexplained} without a reason`,
  );
  return share >= AGREEMENT && unexplained === 0 ? 0 : 1;
}

function because(verdict: Verdict): string {
  const reason = reasonOf(verdict);
  return reason === undefined ? "" : `: ${reason}`;
}

function originOf({ corpus }: Verdict): string {
  if (corpus.startsWith("generated/")) return "generated meshes";
  if (corpus.startsWith("samples/")) return "Istio's samples";
  return corpus.startsWith("istio/") ? "Istio's tests of its analyzers" : "the rules' own cases";
}
