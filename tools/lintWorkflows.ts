import { spawnSync } from "node:child_process";
import { findTool } from "./catalog";
import { ensureTools } from "./ensure";
import { binary } from "./paths";

/** actionlint over .github/workflows; part of `make lint`. */
async function main(): Promise<void> {
  await ensureTools([findTool("actionlint")], (line) => console.error(line));
  process.exitCode = spawnSync(binary("actionlint"), { stdio: "inherit" }).status ?? 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
