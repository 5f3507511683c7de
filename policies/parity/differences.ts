import type { Verdict } from "./compare";

/** A kind of difference that is meant, and why. */
export interface Difference {
  code: string;
  by: "istioctl" | "pack";
  /** The meshes and objects that it is about. */
  where: (verdict: Verdict) => boolean;
  reason: string;
}

/** Where the pack and istioctl are meant to differ. They count as disagreement all the same. */
export const differences: readonly Difference[] = [];

export function reasonOf(verdict: Verdict): string | undefined {
  return differences.find((one) => one.code === verdict.code && one.by === verdict.by && one.where(verdict))?.reason;
}
