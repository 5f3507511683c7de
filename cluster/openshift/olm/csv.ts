import { isMeshOperator } from "./catalog";
import { namespaceOf, pathOf, type Csv, type Write } from "./view";

/** OLM's phases of a CSV that is installed without trouble, with its reasons (api: pkg/operators/v1alpha1). */
const phases = [
  { phase: "Pending", reason: "RequirementsUnknown", message: "requirements not yet checked" },
  { phase: "InstallReady", reason: "AllRequirementsMet", message: "all requirements found, attempting install" },
  { phase: "Installing", reason: "InstallSucceeded", message: "waiting for install components to report healthy" },
  { phase: "Succeeded", reason: "InstallSucceeded", message: "install strategy completed with no errors" },
] as const;

/** The next phase of a CSV; Succeeded waits for the operator, where one runs. */
export function csvStep(csv: Csv): Write[] {
  if (csv.metadata.deletionTimestamp) return [];
  const next = phases[phases.findIndex(({ phase }) => phase === csv.status?.phase) + 1];
  if (!next) return [];
  if (next.phase === "Succeeded" && isMeshOperator(csv.metadata.name)) return [{ verb: "run operator", csv }];
  return [csvPhase(csv, next.phase)];
}

/** Writes a phase into a CSV. */
export function csvPhase(csv: Csv, phase: (typeof phases)[number]["phase"]): Write {
  const now = new Date().toISOString();
  const status = phases.find((one) => one.phase === phase);
  return {
    verb: "merge",
    path: `${pathOf("csvs", namespaceOf(csv), csv.metadata.name)}/status`,
    patch: { status: { ...status, lastUpdateTime: now, lastTransitionTime: now } },
  };
}
