import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { chartsFolder } from "../../tools/charts";

export { chartsFolder };

/** The folder of the Go module istio.io/api in the version that the pinned istioctl is built with. Needs `go` on PATH. */
export function apiFolder(): string {
  const listed = execFileSync("go", ["mod", "download", "-json", "istio.io/api"], {
    cwd: join(dirname(dirname(__dirname)), "tools/istio"),
    encoding: "utf8",
  });
  return (JSON.parse(listed) as { Dir: string }).Dir;
}
