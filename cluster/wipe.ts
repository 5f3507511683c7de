import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { allRunning, end, kill, markOf, stop } from "./daemon";
import { cgroupFolders } from "./cgroups";
import { containerdSocket, lockName, network, runFolder } from "./layout";
import { openshiftStopOrder } from "./openshift";
import { unlinkLogs } from "./podLogs";
import { restoreSysctls } from "./sysctl";
import { until } from "./until";

/** Order of stopping: what would restart or recreate others first. */
const stopOrder = [
  ...openshiftStopOrder,
  "kubelet",
  "kube-proxy",
  "kube-controller-manager",
  "kube-scheduler",
  "kube-apiserver",
  "etcd",
];

/**
 * Ends the machine's local cluster, whose owner is `folder` (a checkout's `.local`), and removes what it made outside
 * and inside it: processes, containers, mounts, packet filter rules, address, control groups, files. Each step finds
 * what is there by itself, so that it also cleans up after a crash.
 */
export async function wipe(folder: string): Promise<void> {
  for (const name of stopOrder) await stop(name);
  for (const name of allRunning().filter((each) => each !== "containerd")) await stop(name);
  await endContainers();
  await stop("containerd");
  unmountBelow(runFolder);
  removePacketRules();
  restoreSysctls();
  removeRoutes();
  removeAddresses();
  removeCgroups();
  unlinkLogs(folder);
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

/** The processes of a group and of those in it; none where it went meanwhile, as the groups of dying containers do. */
export function groupProcesses(folder: string): number[] {
  if (!existsSync(folder)) return [];
  try {
    const own = readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
    return [...own, ...subfolders(folder).flatMap(groupProcesses)];
  } catch (error) {
    if (["ENOENT", "ENODEV"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
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

function removeRoutes(): void {
  const listed = execFileSync("ip", ["-4", "route", "show"], { encoding: "utf8" });
  for (const route of ownRoutes(listed)) execFileSync("ip", ["route", "delete", ...route]);
}

function removeAddresses(): void {
  const listed = execFileSync("ip", ["-4", "-o", "address", "show", "dev", "lo"], { encoding: "utf8" });
  for (const address of ownAddresses(listed)) execFileSync("ip", ["address", "delete", address, "dev", "lo"]);
}

const ranges = [network.node, network.pods, network.services].map((range) => range.split(".").slice(0, 2).join("."));
const isOwn = (address = "") => ranges.some((range) => address.startsWith(`${range}.`));

/** The routes into the cluster's ranges that `ip route` printed, each as `ip route delete` takes it. */
export function ownRoutes(listed: string): string[][] {
  return listed
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map((words) => (words[0] === "unreachable" ? words.slice(0, 2) : words.slice(0, 1)))
    .filter((route) => isOwn(route.at(-1)));
}

/** The addresses of the cluster's ranges that `ip -o address` printed, with their length. */
export function ownAddresses(listed: string): string[] {
  return [...listed.matchAll(/ inet (\S+)/g)].map((match) => match[1] as string).filter(isOwn);
}
