import type { RawSettings } from "../config";
import { merge } from "../config/merge";
import { findStep } from ".";
import { withNeeds } from "./needs";

/** A stack's settings with the scenario that it names switched on: what the scenario needs, and its change laid over all. */
export function withScenario(stack: RawSettings): RawSettings {
  const found = typeof stack.scenario === "string" ? findStep(stack.scenario) : undefined;
  if (!found || !hasShop(stack)) return stack;
  const ready = withNeeds(stack, found.scenario.needs);
  const { change } = found.step;
  return merge(ready, typeof change === "function" ? change(ready) : change);
}

/** A stack's settings with no scenario switched on. */
export function withoutScenario(stack: RawSettings): RawSettings {
  const plain = { ...stack };
  delete plain.scenario;
  return plain;
}

/** Every scenario plays in Sock Shop. */
export function hasShop({ sockShop }: RawSettings): boolean {
  return typeof sockShop === "object" && sockShop !== null && (sockShop as { enabled?: unknown }).enabled !== false;
}
