import { catalog, findTool } from "./catalog";
import { ensureTools } from "./ensure";

/** `make tools [TOOL=name]`: every tool, or one, from PATH, the cache or its pinned source. */
async function main(): Promise<void> {
  const name = process.env.TOOL;
  const wanted = name ? [findTool(name)] : catalog;
  await ensureTools(wanted);
  console.log(`Ready: ${wanted.map((tool) => tool.name).join(", ")}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
