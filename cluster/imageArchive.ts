import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One image: a folder that becomes its only layer, and how it starts. */
export interface Image {
  /** References under which it is known. */
  names: string[];
  root: string;
  entrypoint: string[];
  user?: string;
  env?: Record<string, string>;
}

/** Owners, times and order say nothing, so that the same files give the same bytes. */
const reproducible = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];

const sha256 = (data: Buffer | string) => createHash("sha256").update(data).digest("hex");

/**
 * Writes images as one archive in the format of `docker save`, which `ctr images import` reads. Images with the same
 * root share its layer. Owners and times are fixed, so the same input gives the same bytes.
 */
export function imageArchive(images: Image[], work: string, archive: string): void {
  const staging = join(work, "staging");
  mkdirSync(staging, { recursive: true });
  const layers = new Map([...new Set(images.map((image) => image.root))].map((root) => [root, layerOf(root, staging)]));
  const manifest = images.map(({ names, root, entrypoint, user, env = {} }) => {
    const layer = layers.get(root) as string;
    const config = JSON.stringify({
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      os: "linux",
      config: {
        Entrypoint: entrypoint,
        User: user,
        Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      },
      rootfs: { type: "layers", diff_ids: [`sha256:${layer}`] },
    });
    const file = `${sha256(config)}.json`;
    writeFileSync(join(staging, file), config);
    return { Config: file, RepoTags: names.map(fullName), Layers: [`${layer}.tar`] };
  });
  writeFileSync(join(staging, "manifest.json"), JSON.stringify(manifest));
  execFileSync("tar", [...reproducible, "-cf", archive, "-C", staging, "."]);
}

function layerOf(root: string, staging: string): string {
  const making = join(staging, "layer.tar");
  execFileSync("tar", [...reproducible, "-cf", making, "-C", root, "."]);
  const digest = sha256(readFileSync(making));
  execFileSync("mv", [making, join(staging, `${digest}.tar`)]);
  return digest;
}

/** A reference as containerd's CRI looks it up: "mongo:4.4" is docker.io/library/mongo:4.4. */
export function fullName(image: string): string {
  const [first = "", ...rest] = image.split("/");
  if (rest.length === 0) return `docker.io/library/${image}`;
  return /[.:]|^localhost$/.test(first) ? image : `docker.io/${image}`;
}
