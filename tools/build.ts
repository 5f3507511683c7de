import { catalog, findTool } from "./catalog";
import { profileCatalog } from "./profileCatalog";
import { ensureTools } from "./ensure";

/**
 * `make tools [TOOL=name]`: every tool of the catalog, or one, from PATH, the cache or its pinned source. TOOL=all: those of the
 * local cluster's other profiles, too.
 */
async function main(): Promise<void> {
  const name = process.env.TOOL;
  const wanted = name === "all" ? [...catalog, ...profileCatalog] : name ? [findTool(name)] : catalog;
  await ensureTools(wanted);
  console.log(`Ready: ${wanted.map((tool) => tool.name).join(", ")}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
