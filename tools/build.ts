import { allTools, catalog, findTool } from "./catalog";
import { ensureTools } from "./ensure";

/**
 * `make tools [TOOL=name]`: every tool of the catalog, or one, from PATH, the cache or its pinned source. TOOL=all: those of the
 * local cluster's other profiles and of its addons, too.
 */
async function main(): Promise<void> {
  const name = process.env.TOOL;
  const wanted = name === "all" ? allTools : name ? [findTool(name)] : catalog;
  await ensureTools(wanted);
  console.log(`Ready: ${wanted.map((tool) => tool.name).join(", ")}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
