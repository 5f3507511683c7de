import { execFileSync } from "node:child_process";
import { containerdSocket } from "./layout";

/** Gives containerd the images of an archive, unless it has had exactly these. */
export function importImages(archive: string): void {
  const ctr = (...args: string[]) =>
    execFileSync("ctr", ["--address", containerdSocket, "--namespace", "k8s.io", "images", ...args], {
      encoding: "utf8",
    });
  const mark = `istio-mesh.local/archive:${archive.replace(/.*\/|\.tar/g, "")}`;
  if (ctr("list", "--quiet").includes(mark)) return;
  const first = ctr("import", archive).split("\n")[0] ?? "";
  ctr("tag", "--force", /(\S+:\S+)/.exec(first.replace(/^unpacking /, ""))?.[1] ?? "", mark);
}
