import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pages } from "./pages";

const FOLDER = join(__dirname, "../../docs/policies");

/** `npm run generate:policies`: docs/policies from the rules and their cases. */
async function generate(): Promise<void> {
  const written = await pages();
  mkdirSync(FOLDER, { recursive: true });
  for (const file of readdirSync(FOLDER)) if (!written.has(file)) rmSync(join(FOLDER, file));
  for (const [file, text] of written) writeFileSync(join(FOLDER, file), text);
  console.log(`${written.size} pages in docs/policies`);
}

void generate();
