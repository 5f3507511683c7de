import { until } from "../../until";
import { Api, ApiError } from "../api";
import { daemons } from "../names";
import { sayReady } from "../simulation";
import { csvPhase } from "./csv";
import { keepOperator, startOperator } from "./operatorProcess";
import { steps } from "./steps";
import { paths, type View, type Write } from "./view";

/** How long each phase lasts at least, in milliseconds: long enough to be seen by whoever does not wait for the next. */
const pace = 300;

/**
 * A SIMULATION of the Operator Lifecycle Manager, no part of it: it moves Subscriptions, InstallPlans, CSVs and Operators as OLM
 * does, and runs the one operator that there is, Maistra's, as a process while its CSV exists. Simplified: one InstallPlan for
 * each Subscription, no upgrades, no copies of CSVs in other namespaces, no OperatorGroup asked for.
 */
async function main(): Promise<void> {
  console.log("This is a simulation of the Operator Lifecycle Manager.");
  const api = new Api();
  const known = new Set<string>();
  let dirty = true;
  const follow = (kind: keyof typeof paths) =>
    api.follow(paths[kind], () => {
      known.add(kind);
      dirty = true;
    });
  const followed = {
    subscriptions: follow("subscriptions"),
    plans: follow("plans"),
    csvs: follow("csvs"),
    catalogSources: follow("catalogSources"),
    operators: follow("operators"),
  };
  const view = () =>
    Object.fromEntries(
      Object.entries(followed).map(([kind, objects]) => [kind, [...objects.values()]]),
    ) as unknown as View;
  await until("all of OLM's kinds to be known", 60, () => known.size === Object.keys(paths).length);
  sayReady(daemons.olm);
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pace));
    await keepOperator(view().csvs).catch(report);
    if (!dirty) continue;
    dirty = false;
    for (const write of steps(view())) {
      await perform(api, write).catch((error: unknown) => {
        dirty = true;
        report(error);
      });
    }
  }
}

const report = (error: unknown) => console.error(error instanceof Error ? error.message : error);

async function perform(api: Api, write: Write): Promise<void> {
  if (write.verb === "run operator") {
    await startOperator();
    return perform(api, csvPhase(write.csv, "Succeeded"));
  }
  console.log(`${write.verb} ${write.path} ${JSON.stringify("object" in write ? write.object : write.patch)}`);
  try {
    await (write.verb === "create" ? api.create(write.path, write.object) : api.merge(write.path, write.patch));
  } catch (error) {
    // Made by the step before, or gone meanwhile.
    if (!(error instanceof ApiError && (error.status === 409 || error.status === 404))) throw error;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
