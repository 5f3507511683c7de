import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { clusterTools } from "../tools/catalog";
import { ensureTools } from "../tools/ensure";
import { ensureCgroup } from "./cgroups";
import { corednsManifest } from "./coredns";
import { ensureRunning } from "./daemon";
import { ensureImages } from "./images";
import { containerdSocket, kubeconfig, localFolder, network, nodeName } from "./layout";
import { writeNodeConfig } from "./nodeConfig";
import { ensureOverlay } from "./overlay";
import { claim, exclusively, owner } from "./owner";
import { ensurePki, writeAdminKubeconfig } from "./pki";
import { missingPackages, problems } from "./preflight";
import { kubectl, processes } from "./processes";
import { until } from "./until";

/** Seconds that each process may take until it serves; a loaded machine of 2 cores needs a tenth of it. */
const limit = 90;

/** Starts the local cluster, or what of it does not run; returns when pods can be scheduled and names resolve. */
export async function startCluster(say: (line: string) => void): Promise<void> {
  refuseMachine();
  await exclusively(async () => {
    // Our own cluster's ports, addresses and packet rules are no obstacle; anybody else's are.
    const mine = owner() === localFolder;
    await claim(say);
    refuse(problems(mine));
    installPackages(say);
    await ensureTools(clusterTools, say);
    const since = Date.now();
    const images = ensureImages();
    mkdirSync(localFolder, { recursive: true });
    addAddress();
    ensureCgroup();
    ensurePki();
    writeNodeConfig();
    const started: string[] = [];
    for (const daemon of processes()) {
      if (daemon.name === "kubelet") importImages(images);
      if ((await ensureRunning(daemon, limit)) === "started") started.push(daemon.name);
    }
    writeAdminKubeconfig();
    ensureOverlay();
    if (started.length > 0) {
      kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], corednsManifest());
      await nodeReady();
    }
    const what = started.length > 0 ? `started (${started.join(", ")})` : "found running";
    say(`Local cluster ${what} in ${((Date.now() - since) / 1000).toFixed(1)} s: KUBECONFIG=${kubeconfig}`);
  });
}

/** Throws what makes the machine unfit for a local cluster, in one line. What a dead cluster left is no obstacle. */
export function refuseMachine(): void {
  refuse(problems(owner() !== undefined));
}

function refuse(list: string[]): void {
  if (list.length === 0) return;
  throw new Error(`No local cluster here: ${list.join("; ")}. Or point KUBECONFIG at your own cluster.`);
}

function installPackages(say: (line: string) => void): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  say(`Installing from the system's package repository: ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) =>
    execFileSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  try {
    apt("update");
    apt("install", "--yes", "--no-install-recommends", ...missing);
  } catch (error) {
    const output = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    throw new Error(`apt-get could not install ${missing.join(", ")}:\n${output}\nInstall them, then try again.`, {
      cause: error,
    });
  }
}

/** The node's address, on the loopback interface: neither loopback nor link-local itself, and known to no other machine. */
function addAddress(): void {
  execFileSync("ip", ["address", "replace", `${network.node}/32`, "dev", "lo"]);
  writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
}

function importImages(archive: string): void {
  const ctr = (...args: string[]) =>
    execFileSync("ctr", ["--address", containerdSocket, "--namespace", "k8s.io", "images", ...args], {
      encoding: "utf8",
    });
  const mark = `istio-mesh.local/archive:${archive.replace(/.*\/|\.tar/g, "")}`;
  if (ctr("list", "--quiet").includes(mark)) return;
  const first = ctr("import", archive).split("\n")[0] ?? "";
  ctr("tag", "--force", /(\S+:\S+)/.exec(first.replace(/^unpacking /, ""))?.[1] ?? "", mark);
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
