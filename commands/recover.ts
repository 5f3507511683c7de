import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { end, markOf } from "../cluster/daemon";
import { stack } from "./environment";
import { removeBrokenAttributes } from "./brokenAttributes";
import { kubectl } from "./kubectl";
import { livingCommand, processesWith } from "./processList";
import { pulumiOutput, runMark } from "./pulumi";
import { backendFolder, readState, type PendingOperation, type State } from "./state";

/** What a run after a killed one needs, and what is left to do once it has ended well. */
export interface Recovery {
  environment: Record<string, string>;
  /** True when objects may exist that the state does not know. */
  takesOver: boolean;
  finish: () => void;
}

/** What Pulumi writes into a lock file (pkg/backend/diy/lock.go). */
interface Lock {
  pid: number;
  hostname: string;
  timestamp: string;
}

const none: Recovery = { environment: {}, takesOver: false, finish: () => undefined };

/**
 * Mends what a killed run of this stack left behind, in our own state folders only (another backend keeps its own
 * locks): the processes that go on without their CLI, Helm's marks of a release being changed, the lock. Objects that
 * exist are taken over by the next run; Pulumi's list of unfinished steps is cleared when that has ended well, so a
 * second kill loses nothing. Facts: pulumi/pkg backend/diy/lock.go, deploy/deployment_executor.go,
 * backend/snapshot.go; helm pkg/action/install.go, upgrade.go.
 */
export async function recover(say: (line: string) => void): Promise<Recovery> {
  const locks = backendFolder("locks");
  if (!locks) return none;
  const lock = deadLock(join(locks, stack));
  const pending = pendingOperations(readState());
  if (!lock && pending.length === 0) return none;
  say(`The last run on stack ${stack} was killed: ending what it left running, and taking over what it had begun.`);
  await endOrphans();
  for (const operation of pending) mendRelease(operation, lock && new Date(lock.timestamp), say);
  removeBrokenAttributes(backendFolder("stacks"));
  removeBrokenAttributes(locks);
  if (lock) pulumiOutput(["cancel", "--yes", "--stack", stack]);
  if (pending.length === 0) return none;
  const takesOver = pending.some(({ type }) => type === "creating");
  const names = pending.map(({ type, resource }) => `${type} ${resource.urn.replace(/.*::/, "")}`).join(", ");
  say(`Its unfinished steps are done again: ${names}`);
  return {
    environment: {
      // Providers before 4.29 take existing objects over in any case, later ones on this word.
      ...(takesOver ? { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" } : {}),
      // What was being deleted or changed may be gone or changed: the state is compared with the cluster first.
      ...(pending.some(({ type }) => type !== "creating") ? { PULUMI_OPTION_REFRESH: "true" } : {}),
    },
    takesOver,
    finish: forgetPending,
  };
}

/**
 * Takes the finished steps off the state's list of pending ones, which an import of the exported state does; and with
 * them the word to the provider, which the SDK has written into its inputs: it was for that one run.
 */
function forgetPending(): void {
  const exported = JSON.parse(pulumiOutput(["stack", "export", "--stack", stack])) as { deployment: State };
  for (const provider of exported.deployment.resources ?? []) {
    if (provider.type !== "pulumi:providers:kubernetes") continue;
    delete provider.inputs?.upsertExistingObjects;
    delete provider.outputs?.upsertExistingObjects;
  }
  pulumiOutput(["stack", "import", "--force", "--stack", stack], JSON.stringify(exported));
}

/**
 * What a killed run had begun. Pulumi carries an old "creating" on even after a later run has made that resource; then
 * it is in the state, and only being changed.
 */
export function pendingOperations(state: State | undefined): PendingOperation[] {
  const known = new Set((state?.resources ?? []).map(({ urn }) => urn));
  return (state?.pending_operations ?? []).map(({ type, resource }) => ({
    type: type === "creating" && known.has(resource.urn) ? "updating" : type,
    resource,
  }));
}

/** The lock that a dead process holds on the stack; a living one is named in an error, and nothing is touched. */
export function deadLock(locks: string, commandOf = livingCommand, here = hostname()): Lock | undefined {
  const files = existsSync(locks) ? readdirSync(locks).filter((name) => name.endsWith(".json")) : [];
  const held = files.map((name) => readLock(join(locks, name)));
  const isPulumi = ({ pid }: Lock) => basename(commandOf(pid).split("\0")[0] ?? "") === "pulumi";
  const living = held.find((lock) => lock.hostname !== here || isPulumi(lock));
  if (living) {
    throw new Error(
      `Pulumi is at work on stack ${stack} (process ${living.pid} on ${living.hostname}): wait for it to end. ` +
        "If it is not there any more, run `pulumi cancel`.",
    );
  }
  return held[0];
}

function readLock(file: string): Lock {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Lock;
  } catch {
    throw new Error(`${file} cannot be read as Pulumi's lock of stack ${stack}: if no Pulumi runs, delete it.`);
  }
}

/** A killed CLI's plugins go on: a provider would finish its Helm install behind the next run's back. */
async function endOrphans(): Promise<void> {
  for (const pid of processesWith(runMark)) {
    const mark = markOf(pid);
    if (mark) await end(`process ${pid} of the killed run`, mark, 2);
  }
}

/** One of Helm's records: a Secret for each revision of a release. */
export interface HelmRecord {
  metadata: { name: string; creationTimestamp: string; labels: { status: string } };
}

/**
 * Helm refuses to install a release that has any record, and to upgrade one whose last record is pending. A release
 * that never got into the state loses the records of the killed run (its objects stay, and the next install takes them
 * over by their ownership annotations); one that is in the state loses only the record that was never finished.
 */
function mendRelease({ type, resource }: PendingOperation, since: Date | undefined, say: (line: string) => void): void {
  const { name, namespace } = resource.inputs ?? {};
  if (resource.type !== "kubernetes:helm.sh/v3:Release" || !name || !namespace) return;
  const listed = kubectl("get", "secret", "-n", namespace, "-l", `owner=helm,name=${name}`, "-o", "json");
  const { items } = JSON.parse(listed) as { items: HelmRecord[] };
  for (const { metadata } of unfinishedRecords(items, type, since)) {
    kubectl("delete", "secret", "-n", namespace, metadata.name);
    say(`Removed Helm's unfinished record ${namespace}/${metadata.name}`);
  }
}

/** The records in the way. One older than the killed run is another's: then Helm's own refusal stands. */
export function unfinishedRecords(
  records: HelmRecord[],
  type: PendingOperation["type"],
  since: Date | undefined,
): HelmRecord[] {
  return records.filter(({ metadata }) => {
    // Kubernetes' times have whole seconds.
    const ofThatRun = since !== undefined && Date.parse(metadata.creationTimestamp) >= since.getTime() - 1000;
    return metadata.labels.status.startsWith("pending-") || (type === "creating" && ofThatRun);
  });
}
