import { abortCarts } from "./lessons/abortCarts";
import { canaryFrontEnd } from "./lessons/canaryFrontEnd";
import { canaryReviews } from "./lessons/canaryReviews";
import { circuitBreakerCarts } from "./lessons/circuitBreakerCarts";
import { deadCartsDoesNotHang } from "./lessons/deadCartsDoesNotHang";
import { delayCarts } from "./lessons/delayCarts";
import { egressRegistryOnly } from "./lessons/egressRegistryOnly";
import { mirrorToV2 } from "./lessons/mirrorToV2";
import { mtlsStrictRefusesPlaintext } from "./lessons/mtlsStrictRefusesPlaintext";
import { outlierEjectsBadPod } from "./lessons/outlierEjectsBadPod";
import { retryHidesAborts } from "./lessons/retryHidesAborts";
import { sessionAffinity } from "./lessons/sessionAffinity";
import { severalHostsOneGateway } from "./lessons/severalHostsOneGateway";
import { timeoutCutsDelays } from "./lessons/timeoutCutsDelays";
import { tlsDisableGives503 } from "./lessons/tlsDisableGives503";
import type { Scenario, Step } from "./scenario";

/** All lessons, in the order in which they are best read. */
export const scenarios: readonly Scenario[] = [
  abortCarts,
  retryHidesAborts,
  delayCarts,
  timeoutCutsDelays,
  circuitBreakerCarts,
  outlierEjectsBadPod,
  deadCartsDoesNotHang,
  canaryFrontEnd,
  canaryReviews,
  sessionAffinity,
  mirrorToV2,
  egressRegistryOnly,
  mtlsStrictRefusesPlaintext,
  tlsDisableGives503,
  severalHostsOneGateway,
];

/** The names that `istio-mesh:scenario` takes: a scenario is its first step, a later one is NAME/2, NAME/3 … */
export const stepNames: string[] = scenarios.flatMap(({ name, steps }) =>
  steps.map((_, index) => stepName(name, index)),
);

export function stepName(scenario: string, index: number): string {
  return index === 0 ? scenario : `${scenario}/${index + 1}`;
}

/** The scenario and step of such a name; undefined where there is none. */
export function findStep(name: string): { scenario: Scenario; step: Step } | undefined {
  const [scenarioName, number = "1"] = name.split("/");
  const scenario = scenarios.find((one) => one.name === scenarioName);
  const step = /^\d+$/.test(number) ? scenario?.steps[Number(number) - 1] : undefined;
  return scenario && step && stepNames.includes(name) ? { scenario, step } : undefined;
}
