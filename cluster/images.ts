import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "../tools/cache";
import { binary } from "../tools/paths";
import { fortioImage } from "../versions";
import { imageArchive, type Image } from "./imageArchive";
import { pauseImage } from "./nodeConfig";
import { standIns } from "./standIns";

/** Where the charts find the mesh's stand-in images (values global.hub and global.tag). */
export const meshImages = { hub: "istio-mesh.local", tag: "1.31-dev" };
export const corednsImage = "istio-mesh.local/coredns:1.14.0";

/** Images of the apps that hold the real program: no stand-in could drive load or fail on demand as well. */
export const realImages = [{ image: fortioImage, program: "fortio", path: "usr/bin/fortio" }];

/** The archive of all images of the local cluster, assembled once for each state of what goes in. */
export function ensureImages(): string {
  const real = realImages.map(({ program }) => program);
  const names = ["stand-in", ...real, "pilot-discovery", "pilot-agent", "coredns", "envoy"];
  const key = createHash("sha256").update(
    JSON.stringify([names.map(programOf), standIns(), realImages, meshImages, readFileSync(__filename, "utf8")]),
  );
  const archive = join(cacheFolder, "images", `${key.digest("hex").slice(0, 12)}.tar`);
  if (existsSync(archive)) return archive;
  mkdirSync(dirname(archive), { recursive: true });
  const work = `${archive}.${process.pid}`;
  try {
    imageArchive(images(join(work, "roots")), work, join(work, "images.tar"));
    renameSync(join(work, "images.tar"), archive);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return archive;
}

const programOf = (name: string) => binary(name === "envoy" ? "envoy/_bin/envoy" : name);

function images(roots: string): Image[] {
  const root = (name: string, files: Record<string, string>, folders: string[] = []) => {
    for (const folder of [...folders, "tmp"]) mkdirSync(join(roots, name, folder), { recursive: true });
    chmodSync(join(roots, name, "tmp"), 0o1777);
    for (const [target, source] of Object.entries(files)) place(source, join(roots, name, target));
    return join(roots, name);
  };
  const standIn = programOf("stand-in");
  const standInRoot = root("stand-in", { "stand-in": standIn, app: standIn });
  return [
    { names: [pauseImage], root: standInRoot, entrypoint: ["/stand-in", "pause"] },
    ...standIns().map(({ image, env }) => ({ names: [image], root: standInRoot, entrypoint: ["/stand-in"], env })),
    ...realImages.map(({ image, program, path }) => {
      const file = programOf(program);
      return {
        names: [image],
        root: root(program, { [path]: file, ...withLibraries(file) }),
        entrypoint: [`/${path}`],
      };
    }),
    { names: [corednsImage], root: root("coredns", { coredns: programOf("coredns") }), entrypoint: ["/coredns"] },
    {
      names: [`${meshImages.hub}/pilot:${meshImages.tag}`],
      root: root("pilot", { "usr/local/bin/pilot-discovery": programOf("pilot-discovery") }),
      entrypoint: ["/usr/local/bin/pilot-discovery"],
      user: "1337:1337",
    },
    {
      names: [`${meshImages.hub}/proxyv2:${meshImages.tag}`],
      root: proxyRoot(root),
      entrypoint: ["/usr/local/bin/pilot-agent"],
      user: "1337:1337",
      env: { PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ISTIO_META_ISTIO_PROXY_SHA: "stock-envoy-1.36.4" },
    },
  ];
}

/** pilot-agent and stock Envoy, with the machine's own iptables and C library: a stand-in for Istio's proxyv2. */
function proxyRoot(root: (name: string, files: Record<string, string>, folders?: string[]) => string): string {
  const envoy = programOf("envoy");
  const xtables = execFileSync("readlink", ["-f", "/usr/sbin/iptables-nft"], { encoding: "utf8" }).trim();
  const extensions = "/usr/lib/x86_64-linux-gnu/xtables";
  const agent = binary("pilot-agent");
  const folder = root(
    "proxy",
    {
      "usr/local/bin/pilot-agent": agent,
      "usr/local/bin/envoy": envoy,
      "usr/sbin/xtables-nft-multi": xtables,
      "var/lib/istio/envoy/envoy_bootstrap_tmpl.json": join(dirname(agent), "envoy_bootstrap.json"),
      ...withLibraries(envoy),
      ...withLibraries(xtables),
    },
    ["etc", "run", "etc/istio/proxy", "var/lib/istio/data"],
  );
  execFileSync("cp", ["-r", extensions, join(folder, "xtables")]);
  mkdirSync(join(folder, dirname(extensions)), { recursive: true });
  renameSync(join(folder, "xtables"), join(folder, extensions));
  for (const family of ["iptables", "ip6tables"]) {
    for (const variant of ["", "-save", "-restore"]) {
      symlinkSync("xtables-nft-multi", join(folder, "usr/sbin", family + variant));
      symlinkSync("xtables-nft-multi", join(folder, "usr/sbin", `${family}-nft${variant}`));
    }
  }
  const user = (name: string, id: number) => `${name}:x:${id}:${id}::/:/bin/false\n`;
  writeFileSync(join(folder, "etc/passwd"), user("root", 0) + user("istio-proxy", 1337));
  writeFileSync(join(folder, "etc/group"), "root:x:0:\nistio-proxy:x:1337:\n");
  return folder;
}

/**
 * The shared libraries that a program loads, each where the program looks for it; none where it is linked statically,
 * as fortio is when it is built here but may not be when it comes from PATH.
 */
function withLibraries(program: string): Record<string, string> {
  // Not execFileSync: for a static program ldd prints no library and fails.
  const { stdout, error } = spawnSync("ldd", [program], { encoding: "utf8" });
  if (error) throw error;
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1] as string);
  return Object.fromEntries(libraries.map((file) => [file, file]));
}

function place(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
  if (basename(source) !== "envoy_bootstrap.json") chmodSync(target, 0o755);
}
