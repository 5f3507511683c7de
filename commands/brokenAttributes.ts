import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes what a CLI that was killed at the wrong moment leaves beside its files: `*.attrs` with nothing in it, which
 * is written after it was made, and on which every later run stops with "EOF". Without one the defaults hold
 * (gocloud.dev blob/fileblob attrs.go; the files themselves are written in one piece).
 */
export function removeBrokenAttributes(folder: string | undefined): void {
  if (!folder || !existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".attrs") && !isJson(join(folder, name))) rmSync(join(folder, name), { force: true });
  }
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
