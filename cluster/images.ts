import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../tools/cache";
import { binary } from "../tools/paths";
import { fortioImage } from "../versions";
import { imageArchive, type Image } from "./imageArchive";
import { rootsIn, withLibraries, type MakeRoot } from "./imageRoot";
import { pauseImage } from "./nodeConfig";
import { standIns } from "./standIns";

/** Where the charts find the mesh's stand-in images (values global.hub and global.tag). */
export const meshImages = { hub: "istio-mesh.local", tag: "1.31-dev" };
export const corednsImage = "istio-mesh.local/coredns:1.14.0";

/** Images of the apps that hold the real program: no stand-in could drive load or fail on demand as well. */
export const realImages = [{ image: fortioImage, program: "fortio", path: "usr/bin/fortio" }];

/** Images that belong together. */
export interface ImageSet {
  /** The file that says what is in them. */
  source: string;
  /** The programs that go in; their paths change with their builds. */
  programs: () => string[];
  /** What else decides them. */
  content?: () => unknown;
  images: (root: MakeRoot) => Image[];
}

/** The archive of some sets of images, assembled once for each state of what goes in. */
export function ensureArchive(...sets: ImageSet[]): string {
  const states = sets.map(({ source, programs, content }) => [programs(), content?.(), readFileSync(source, "utf8")]);
  const key = createHash("sha256").update(JSON.stringify([...states, readFileSync(__filename, "utf8")]));
  const archive = join(cacheFolder, "images", `${key.digest("hex").slice(0, 12)}.tar`);
  if (existsSync(archive)) return archive;
  mkdirSync(dirname(archive), { recursive: true });
  const work = `${archive}.${process.pid}`;
  const root = rootsIn(join(work, "roots"));
  try {
    imageArchive(
      sets.flatMap(({ images }) => images(root)),
      work,
      join(work, "images.tar"),
    );
    renameSync(join(work, "images.tar"), archive);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return archive;
}

/** What every profile with a node has: pods' namespaces, names, and the apps. */
export const commonImages: ImageSet = {
  source: __filename,
  programs: () => ["stand-in", "coredns", ...realImages.map(({ program }) => program)].map(binary),
  content: () => [standIns(), realImages],
  images: commonRoots,
};

function commonRoots(root: MakeRoot): Image[] {
  const standIn = binary("stand-in");
  const standInRoot = root("stand-in", { "stand-in": standIn, app: standIn });
  return [
    { names: [pauseImage], root: standInRoot, entrypoint: ["/stand-in", "pause"] },
    ...standIns().map(({ image, env }) => ({ names: [image], root: standInRoot, entrypoint: ["/stand-in"], env })),
    ...realImages.map(({ image, program, path }) => {
      const file = binary(program);
      return {
        names: [image],
        root: root(program, { [path]: file, ...withLibraries(file) }),
        entrypoint: [`/${path}`],
      };
    }),
    { names: [corednsImage], root: root("coredns", { coredns: binary("coredns") }), entrypoint: ["/coredns"] },
  ];
}
