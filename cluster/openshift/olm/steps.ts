import { csvStep } from "./csv";
import { operatorSteps } from "./operators";
import { planSteps } from "./plans";
import { subscriptionSteps } from "./subscriptions";
import { namespaceOf, type View, type Write } from "./view";

/** What OLM does next: at most one step for each object, so that every phase can be seen. Empty where all is done. */
export function steps(view: View): Write[] {
  const namespaces = [...new Set(view.subscriptions.map(namespaceOf))];
  return [
    ...namespaces.flatMap((namespace) => subscriptionSteps(namespace, view)),
    ...view.plans.flatMap((plan) => planSteps(plan, view)),
    ...view.csvs.flatMap(csvStep),
    ...operatorSteps(view),
  ];
}
