import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Settings } from "../config";
import { findTool } from "../tools/catalog";
import { ensureTools } from "../tools/ensure";
import { addonImageSets } from "./addons/images";
import { localAddonsOf, type LocalAddon } from "./addons/localAddons";
import { ensureCgroup } from "./cgroups";
import { corednsManifest } from "./coredns";
import { ensureRunning, type Daemon } from "./daemon";
import { commonImages, ensureArchive } from "./images";
import { importImages } from "./importImages";
import { inCluster, kubeconfig, localFolder, network, nodeName, policyExceptions } from "./layout";
import { writeNodeConfig } from "./nodeConfig";
import { ensureOverlay } from "./overlay";
import { claim, exclusively, owner } from "./owner";
import { installPackages } from "./packages";
import { ensurePki, writeAdminKubeconfig } from "./pki";
import { linkPodLogs, podLogsProblem } from "./podLogs";
import { problems } from "./preflight";
import { kubectl, processes } from "./processes";
import { chooseProfile, keepProfile, ownProfile } from "./profile";
import { profiles, type Profile } from "./profiles";
import { keepSysctls } from "./sysctl";
import { until } from "./until";

/** Seconds that each process may take until it serves; a loaded machine of 2 cores needs a tenth of it. */
const limit = 90;

/** Is there while what a profile applies (CoreDNS, simulated nodes, operators' ground) has been applied whole. */
const preparedMark = inCluster("prepared");

/**
 * Starts the local cluster, or what of it does not run; returns when pods can be scheduled and names resolve, where its profile
 * has a node. Which profile: chooseProfile.
 * @param settings the stack that it is started for; undefined: no stack
 */
export async function startCluster(say: (line: string) => void, settings?: Settings): Promise<void> {
  const name = chooseProfile(process.env.PROFILE, ownProfile(), settings);
  const profile = profiles[name];
  refuseMachine();
  await exclusively(async () => {
    // Our own cluster's ports, addresses and packet rules are no obstacle; anybody else's are.
    const mine = owner() === localFolder;
    await claim(say);
    refuse([...problems(mine), ...profileProblems(profile)]);
    installPackages(say);
    const addons = profile.runsAddons ? localAddonsOf(settings) : [];
    await ensureTools([...profile.tools, ...addons.map(findTool)], say);
    const since = Date.now();
    keepProfile(name);
    const started = await startProcesses(profile, addons);
    const what = started.length > 0 ? `started (${started.join(", ")})` : "found running";
    const took = ((Date.now() - since) / 1000).toFixed(1);
    say(`Local cluster, profile ${name}, ${what} in ${took} s: KUBECONFIG=${kubeconfig}`);
  });
}

async function startProcesses(profile: Profile, addons: LocalAddon[]): Promise<string[]> {
  const archives = profile.images ? [ensureArchive(commonImages, profile.images)] : [];
  archives.push(...addons.map((name) => ensureArchive(addonImageSets[name])));
  addAddress();
  ensurePki();
  if (profile.node) readyNode(profile);
  const started: string[] = [];
  const ensure = async (daemon: Daemon) => {
    if (daemon.name === "kubelet") archives.forEach(importImages);
    if ((await ensureRunning(daemon, limit)) === "started") started.push(daemon.name);
  };
  for (const daemon of processes(profile)) await ensure(daemon);
  writeAdminKubeconfig();
  if (started.length > 0 || !existsSync(preparedMark)) await prepare(profile);
  for (const daemon of profile.daemons()) await ensure(daemon);
  if (started.length > 0 && profile.node) await nodeReady();
  ensureOverlay(profile.overlay);
  writeFileSync(policyExceptions, JSON.stringify(profile.exceptions ?? {}));
  return started;
}

function readyNode({ kubernetes }: Profile): void {
  ensureCgroup();
  writeNodeConfig(kubernetes);
  if (kubernetes.kubeletFileHasRuntime) return;
  linkPodLogs();
  keepSysctls();
}

async function prepare(profile: Profile): Promise<void> {
  rmSync(preparedMark, { force: true });
  if (profile.node) kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], corednsManifest());
  await profile.prepare();
  writeFileSync(preparedMark, "");
}

const profileProblems = ({ node, kubernetes }: Profile): string[] => {
  const problem = node && !kubernetes.kubeletFileHasRuntime ? podLogsProblem() : undefined;
  return problem ? [problem] : [];
};

/** Throws what makes the machine unfit for a local cluster, in one line. What a dead cluster left is no obstacle. */
export function refuseMachine(): void {
  refuse(problems(owner() !== undefined));
}

function refuse(list: string[]): void {
  if (list.length === 0) return;
  throw new Error(`No local cluster here: ${list.join("; ")}. Or point KUBECONFIG at your own cluster.`);
}

/** The node's address, on the loopback interface: neither loopback nor link-local itself, and known to no other machine. */
function addAddress(): void {
  mkdirSync(localFolder, { recursive: true });
  execFileSync("ip", ["address", "replace", `${network.node}/32`, "dev", "lo"]);
  writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
}

async function nodeReady(): Promise<void> {
  const holds = (resource: string, path: string, value: string) => {
    try {
      return kubectl([...resource.split(" "), "-o", `jsonpath=${path}`]) === value;
    } catch {
      return false; // Not made yet, or the API server is busy: asked again until the limit.
    }
  };
  await until("the node to be Ready", limit, () => {
    return holds(`get node ${nodeName}`, '{.status.conditions[?(@.type=="Ready")].status}', "True");
  });
  await until("CoreDNS to be available", limit, () => {
    return holds("get deployment coredns -n kube-system", "{.status.availableReplicas}", "1");
  });
}
