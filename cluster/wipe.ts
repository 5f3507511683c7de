import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { allRunning, end, kill, markOf, stop } from "./daemon";
import { cgroupFolders } from "./cgroups";
import { containerdSocket, lockName, network, runFolder } from "./layout";
import { until } from "./until";

/** Order of stopping: what would restart or recreate others first. */
const stopOrder = ["kubelet", "kube-proxy", "kube-controller-manager", "kube-scheduler", "kube-apiserver", "etcd"];

/**
 * Ends the machine's local cluster, whose owner is `folder` (a checkout's `.local`), and removes what it made outside
 * and inside it: processes, containers, mounts, packet filter rules, address, control groups, files. Each step finds
 * what is there by itself, so that it also cleans up after a crash.
 */
export async function wipe(folder: string): Promise<void> {
  const alive = allRunning();
  for (const name of stopOrder.filter((n) => alive.includes(n))) await stop(name);
  await endContainers();
  await stop("containerd");
  unmountBelow(runFolder);
  removePacketRules();
  removeAddress();
  removeCgroups();
  removeFolder(folder);
  // The lock stays with the process that holds it (owner.ts).
  for (const entry of existsSync(runFolder) ? readdirSync(runFolder) : []) {
    if (entry !== lockName) rmSync(join(runFolder, entry), { recursive: true, force: true });
  }
}

/** Removes a checkout's `.local`, never through a mount that is still there: it may hold what is not ours. */
export function removeFolder(folder: string): void {
  if (basename(folder) !== ".local") throw new Error(`${folder} is not a checkout's .local folder`);
  unmountBelow(folder);
  const left = mountsBelow(folder);
  if (left.length > 0) throw new Error(`${left.join(", ")} could not be unmounted; ${folder} is left as it is`);
  rmSync(folder, { recursive: true, force: true });
}

/** Containers live in our control group; what watches over them names our socket. */
async function endContainers(): Promise<void> {
  for (const pid of processIds().filter(
    (pid) => commandOf(pid).includes(containerdSocket) && /containerd-shim/.test(commandOf(pid)),
  )) {
    const mark = markOf(pid);
    if (mark) await end(`containerd-shim ${pid}`, mark, 0);
  }
  const inside = () => cgroupFolders().flatMap(groupProcesses);
  await until("the containers' processes to end", 20, () => {
    const left = inside();
    for (const pid of left) if (markOf(pid)) kill(pid, "SIGKILL");
    return left.length === 0;
  });
}

const processIds = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

function groupProcesses(folder: string): number[] {
  if (!existsSync(folder)) return [];
  const own = readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  return [...own, ...subfolders(folder).flatMap(groupProcesses)];
}

const subfolders = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));

function removeCgroups(): void {
  const remove = (folder: string): void => {
    if (!existsSync(folder)) return;
    subfolders(folder).forEach(remove);
    rmdirSync(folder);
  };
  cgroupFolders().forEach(remove);
}

/** Mount points at or below a folder, the innermost first. */
export function mountsBelow(folder: string, table = readFileSync("/proc/self/mounts", "utf8")): string[] {
  return table
    .split("\n")
    .map((line) => (line.split(" ")[1] ?? "").replaceAll("\\040", " "))
    .filter((mount) => mount === folder || mount.startsWith(`${folder}/`))
    .reverse();
}

function unmountBelow(folder: string): void {
  for (const mount of mountsBelow(folder)) execFileSync("umount", ["--lazy", mount]);
}

/** kube-proxy's and the kubelet's chains all begin with KUBE-; preflight refused machines where they are another's. */
function removePacketRules(): void {
  for (const family of ["iptables", "ip6tables"]) {
    const rules = execFileSync(`${family}-save`, { encoding: "utf8" });
    const kept = withoutKubeRules(rules);
    if (kept !== rules) execFileSync(`${family}-restore`, { input: kept });
  }
}

/** What `iptables-save` printed, without those chains and the rules that lead to them. */
export function withoutKubeRules(saved: string): string {
  return saved
    .split("\n")
    .filter((line) => !line.includes("KUBE-"))
    .join("\n");
}

function removeAddress(): void {
  const addresses = execFileSync("ip", ["-o", "address", "show", "dev", "lo"], { encoding: "utf8" });
  if (addresses.includes(` ${network.node}/`)) {
    execFileSync("ip", ["address", "delete", `${network.node}/32`, "dev", "lo"]);
  }
}
