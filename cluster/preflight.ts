import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { freemem, networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import { which } from "../tools/onPath";
import { localFolder, network, ports } from "./layout";

const gib = 1024 ** 3;
/** Free disk for the container images, their snapshots and etcd. */
const diskNeeded = 4 * gib;
/** Free memory for the control plane and a mesh with 14 sidecars, which take about 2 GiB. */
const memoryNeeded = 3 * gib;

/** What the node's programs come from on Debian and its kin. */
export const debianPackages: Record<string, string> = {
  containerd: "containerd",
  ctr: "containerd",
  runc: "runc",
  iptables: "iptables",
  ip: "iproute2",
  openssl: "openssl",
  tar: "tar",
  umount: "mount",
  "/usr/lib/cni/ptp": "containernetworking-plugins",
};

const present = (program: string) => (program.startsWith("/") ? existsSync(program) : which(program) !== undefined);

/** Debian packages that are still to be installed. */
export const missingPackages = (): string[] => [
  ...new Set(
    Object.keys(debianPackages)
      .filter((p) => !present(p))
      .map((p) => debianPackages[p] as string),
  ),
];

/**
 * Everything that would stop the local cluster, found before anything is changed. `found` is true when this checkout's
 * cluster is already up: its own ports and addresses are then no obstacle.
 */
export function problems(found: boolean): string[] {
  if (process.platform !== "linux") return [`this is ${process.platform}, and the local cluster needs Linux`];
  const list = [...machineProblems(), ...missingPrograms()];
  return found ? list : [...list, ...roomProblems(), ...networkProblems()];
}

function machineProblems(): string[] {
  const list: string[] = [];
  if (process.arch !== "x64") list.push(`this processor is ${process.arch}, and the stand-in images are built for x64`);
  if (process.getuid?.() !== 0)
    list.push("this is not root, and containers, mounts and addresses need root (try sudo)");
  else if (!mountsOverlay()) list.push(`overlayfs cannot be mounted on ${localFolder}, and containers need it`);
  if (localFolder.length > 120)
    list.push(`the checkout's path is too long (${localFolder.length} characters, at most 120)`);
  return list;
}

function missingPrograms(): string[] {
  const missing = missingPackages();
  if (missing.length === 0 || which("apt-get")) return [];
  return [`${missing.join(", ")} are not installed, and without apt-get they are yours to install`];
}

/** One trial mount tells more than a list of file systems: overlayfs does not mount on overlayfs. */
function mountsOverlay(): boolean {
  const trial = mkdtempSync(join(dirname(localFolder), ".overlay-"));
  const at = (name: string) => join(trial, name);
  try {
    for (const name of ["lower", "upper", "work", "merged"]) mkdirSync(at(name));
    const options = `lowerdir=${at("lower")},upperdir=${at("upper")},workdir=${at("work")}`;
    execFileSync("mount", ["-t", "overlay", "overlay", "-o", options, at("merged")], { stdio: "ignore" });
    execFileSync("umount", [at("merged")], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

function roomProblems(): string[] {
  const { bavail, bsize } = statfsSync(dirname(localFolder));
  const list: string[] = [];
  const inGib = (bytes: number) => (bytes / gib).toFixed(1);
  if (bavail * bsize < diskNeeded) {
    list.push(
      `the disk of ${dirname(localFolder)} has ${inGib(bavail * bsize)} GiB free, and ${inGib(diskNeeded)} are needed`,
    );
  }
  if (freemem() < memoryNeeded) {
    list.push(`${inGib(freemem())} GiB of memory are free, and ${inGib(memoryNeeded)} are needed`);
  }
  return list;
}

function networkProblems(): string[] {
  const list = portsInUse().map((port) => `port ${port} is in use`);
  const prefix = (range: string) => range.split(".").slice(0, 2).join(".") + ".";
  const ours = [network.node, network.pods, network.services].map(prefix);
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address } of addresses ?? []) {
      if (ours.some((p) => address.startsWith(p))) {
        list.push(
          `interface ${name} has ${address}, inside the local cluster's ranges (${ours.map((p) => p + "0.0/16").join(", ")})`,
        );
      }
    }
  }
  if (which("iptables-save") && process.getuid?.() === 0 && hasKubeRules()) {
    list.push("there are packet filter rules of another Kubernetes node (KUBE- chains): a node cannot share a machine");
  }
  return list;
}

const hasKubeRules = () => execFileSync("iptables-save", { encoding: "utf8" }).includes("KUBE-");

/** Our ports that something listens on at every address (/proc/net/tcp: local address in hex, state 0A = LISTEN). */
function portsInUse(): number[] {
  const listening = new Set(
    ["/proc/net/tcp", "/proc/net/tcp6"]
      .filter((file) => existsSync(file))
      .flatMap((file) => readFileSync(file, "utf8").split("\n").slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = "", , state]) => state === "0A" && /^0+:/.test(local))
      .map(([, local = ""]) => parseInt(local.split(":")[1] as string, 16)),
  );
  return Object.values(ports).filter((port) => listening.has(port));
}
