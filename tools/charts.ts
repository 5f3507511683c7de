import { execFileSync } from "node:child_process";
import { join } from "node:path";

/**
 * The folder of Istio's charts in the pinned Go module (tools/istio): base, istio-control/istio-discovery, gateway,
 * istio-cni. Downloads the module once (the Go module cache keeps it); needs `go` on PATH.
 */
export function chartsFolder(): string {
  const listed = execFileSync("go", ["mod", "download", "-json", "istio.io/istio"], {
    cwd: join(__dirname, "istio"),
    encoding: "utf8",
  });
  const { Dir } = JSON.parse(listed) as { Dir: string };
  return join(Dir, "manifests", "charts");
}
