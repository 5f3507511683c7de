import { execFileSync } from "node:child_process";
import { join } from "node:path";

/**
 * The folder of a Go module that tools/istio pins, such as istio.io/istio. Downloads the module once (the Go module cache keeps
 * it); needs `go` on PATH.
 */
export function moduleFolder(module: string): string {
  const listed = execFileSync("go", ["mod", "download", "-json", module], {
    cwd: join(__dirname, "istio"),
    encoding: "utf8",
  });
  return (JSON.parse(listed) as { Dir: string }).Dir;
}
