import { ensureRunning, running, stop } from "../../daemon";
import { installOperator } from "../install";
import { daemons } from "../names";
import { maistraOperator } from "../operator";
import { isMeshOperator } from "./catalog";
import type { Csv } from "./view";

/** Seconds that the operator may take until its webhooks answer. */
const limit = 120;

/** Installs what the operator brings and needs, and starts it. */
export async function startOperator(): Promise<void> {
  installOperator();
  await ensureRunning(maistraOperator(), limit);
}

/** Does what the operator's Deployment would: its pod starts again when it died, and ends with the CSV. */
export async function keepOperator(csvs: readonly Csv[]): Promise<void> {
  const own = csvs.filter(({ metadata }) => isMeshOperator(metadata.name));
  const runs = running(daemons.operator) !== undefined;
  if (!runs && own.some(({ status }) => status?.phase === "Succeeded")) await ensureRunning(maistraOperator(), limit);
  // While it is being installed, its CSV is there and has not Succeeded.
  if (runs && own.length === 0) {
    console.log("The operator's CSV is gone: ending it.");
    await stop(daemons.operator);
  }
}
