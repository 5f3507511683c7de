import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { allRunning, isAlive, markOf, type ProcessMark } from "./daemon";
import { localFolder, lockName, runFolder } from "./layout";
import { wipe } from "./wipe";

/** Which checkout's `.local` folder has, or had, the machine's one local cluster. */
const ownerFile = join(runFolder, "owner.json");
const lockFile = join(runFolder, lockName);

const read = <T>(file: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return undefined;
  }
};

export const owner = (): string | undefined => read<{ folder: string }>(ownerFile)?.folder;

/**
 * Makes this checkout the owner. Another one's living cluster is left alone and named in the error; what a dead one
 * left behind is cleaned up, and so is a living one whose checkout was deleted, since nobody could stop it any more.
 */
export async function claim(say: (line: string) => void): Promise<void> {
  const other = owner();
  if (other === undefined && allRunning().length > 0) {
    throw new Error(
      `A local cluster runs here (${allRunning().join(", ")}) and ${ownerFile} does not say whose it is: end those ` +
        "processes, then try again.",
    );
  }
  if (other !== undefined && other !== localFolder) {
    const alive = allRunning();
    if (alive.length > 0 && existsSync(other)) {
      throw new Error(
        `Another checkout's local cluster runs on this machine (${dirname(other)}: ${alive.join(", ")}), and there can be ` +
          `one. Stop it with \`make -C ${dirname(other)} cluster-down\`, or point KUBECONFIG at your own cluster.`,
      );
    }
    say(`Cleaning up after the local cluster that ${dirname(other)} left behind`);
    await wipe(other);
  }
  mkdirSync(runFolder, { recursive: true, mode: 0o755 });
  writeFileSync(`${ownerFile}.new`, JSON.stringify({ folder: localFolder }));
  renameSync(`${ownerFile}.new`, ownerFile);
}

/** Runs one change of the cluster at a time, machine-wide; a second one is told which process is at work. */
export async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  mkdirSync(runFolder, { recursive: true, mode: 0o755 });
  const holder = read<ProcessMark>(lockFile);
  // One that names nobody was cut off by a crash, unless it is being written this moment.
  const cutOff = !holder && existsSync(lockFile) && Date.now() - statSync(lockFile).mtimeMs > 5000;
  if (cutOff || (holder && !isAlive(holder))) rmSync(lockFile, { force: true });
  try {
    writeFileSync(lockFile, JSON.stringify(markOf(process.pid)), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Error(
      `The local cluster is being started or stopped by process ${read<ProcessMark>(lockFile)?.pid ?? "?"}; wait for it to end.`,
      { cause: error },
    );
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}
