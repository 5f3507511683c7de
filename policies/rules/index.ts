import type { Rule } from "../rule";
import { explicitHosts } from "./explicit-hosts";
import { istioMutual } from "./istio-mutual";

/** Every rule of the pack, in the order of their names. */
export const rules: readonly Rule[] = [explicitHosts, istioMutual];
