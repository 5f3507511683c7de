import { readdirSync, readFileSync, existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { end, markOf } from "../cluster/daemon";
import { stack } from "./environment";
import { kubectl } from "./kubectl";
import { pulumiOutput, runMark } from "./pulumi";
import { backendFolder, readState, type PendingOperation } from "./state";

/** What Pulumi writes into a lock file (pkg/backend/diy/lock.go). */
interface Lock {
  pid: number;
  hostname: string;
  timestamp: string;
}

/**
 * Mends what a killed run of this stack left behind, in our own state folders only (another backend keeps its own
 * locks): the lock, the processes that go on without their CLI, Helm's mark that a release is being changed, and
 * Pulumi's list of unfinished steps. Objects that exist are taken over by the next run. Returns the environment that
 * makes it so (providers before 4.29 always do, later ones on this word).
 * Facts: pulumi/pkg backend/diy/lock.go, deploy/deployment_executor.go; helm pkg/action/install.go, upgrade.go.
 */
export async function recover(say: (line: string) => void): Promise<Record<string, string>> {
  const locks = backendFolder("locks");
  if (!locks) return {};
  const lock = deadLock(join(locks, stack));
  if (lock) say(`The last run on stack ${stack} was killed: ending what it left running and taking its lock away.`);
  const pending = readState()?.pending_operations ?? [];
  if (lock || pending.length > 0) await endOrphans();
  if (lock) pulumiOutput(["cancel", "--yes", "--stack", stack]);
  if (pending.length === 0) return {};
  const releases = pending.filter(({ resource }) => resource.type === "kubernetes:helm.sh/v3:Release");
  releases.forEach((operation) => mendRelease(operation, lock?.since, say));
  // An import keeps the resources and drops the list of pending operations.
  pulumiOutput(["stack", "import", "--force", "--stack", stack], pulumiOutput(["stack", "export", "--stack", stack]));
  const names = pending.map(({ type, resource }) => `${type} ${resource.urn.replace(/.*::/, "")}`).join(", ");
  say(`Unfinished steps of that run are done again: ${names}`);
  return {
    PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
    // What was being deleted or changed may be gone or changed: the state is compared with the cluster first.
    ...(pending.some(({ type }) => type !== "creating") ? { PULUMI_OPTION_REFRESH: "true" } : {}),
  };
}

/** The lock that a dead process holds on the stack; a living one is named in an error, and nothing is touched. */
function deadLock(locks: string): { since: Date } | undefined {
  const files = existsSync(locks) ? readdirSync(locks).filter((name) => name.endsWith(".json")) : [];
  const held = files.map((name) => JSON.parse(readFileSync(join(locks, name), "utf8")) as Lock);
  const living = held.find(({ pid, hostname: host }) => host !== hostname() || commandOf(pid).includes("pulumi"));
  if (living) {
    throw new Error(
      `Pulumi is at work on stack ${stack} (process ${living.pid} on ${living.hostname}): wait for it to end. ` +
        "If it is not there any more, run `pulumi cancel`.",
    );
  }
  return held[0] && { since: new Date(held[0].timestamp) };
}

const commandOf = (pid: number): string => (markOf(pid) ? readFileSync(`/proc/${pid}/cmdline`, "utf8") : "");

/** A killed CLI's plugins go on: a provider would finish its Helm install behind the next run's back. */
async function endOrphans(): Promise<void> {
  const marked = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(runMark));
  for (const pid of marked) {
    const mark = markOf(pid);
    if (mark) await end(`process ${pid} of the killed run`, mark, 2);
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return []; // It ended meanwhile, or is another user's.
  }
}

/**
 * Helm refuses to install a release that has any record, and to upgrade one whose last record is pending. A release
 * that never got into the state loses the records of the killed run (its objects stay, and the next install takes them
 * over by their ownership annotations); one that is in the state loses only the record that was never finished.
 */
function mendRelease({ type, resource }: PendingOperation, since: Date | undefined, say: (line: string) => void): void {
  const { name, namespace } = resource.inputs ?? {};
  if (!name || !namespace) return;
  const records = JSON.parse(
    kubectl("get", "secret", "-n", namespace, "-l", `owner=helm,name=${name}`, "-o", "json"),
  ) as {
    items: { metadata: { name: string; creationTimestamp: string; labels: { status: string } } }[];
  };
  for (const { metadata } of records.items) {
    // A record older than the killed run is another's: then Helm's own refusal stands. (Its clock has whole seconds.)
    const ofThatRun = since !== undefined && Date.parse(metadata.creationTimestamp) >= since.getTime() - 1000;
    if (!metadata.labels.status.startsWith("pending-") && !(type === "creating" && ofThatRun)) continue;
    kubectl("delete", "secret", "-n", namespace, metadata.name);
    say(`Removed Helm's unfinished record ${namespace}/${metadata.name}`);
  }
}
