import { chmodSync, copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Copies a folder of Go's module cache. What lies there is read-only, folders too; the copy is not, so that files can be added
 * to it and a person can remove it.
 */
export function copyFolder(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) {
      copyFolder(from, to);
    } else {
      copyFileSync(from, to);
      chmodSync(to, 0o644);
    }
  }
}
