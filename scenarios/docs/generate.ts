import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lessonPages, lessonsFolder } from "./pages";

/** `npm run generate:lessons`: writes docs/lessons anew from the scenario files. */
async function main(): Promise<void> {
  const pages = await lessonPages();
  rmSync(lessonsFolder, { recursive: true, force: true });
  mkdirSync(lessonsFolder);
  for (const [name, text] of pages) writeFileSync(join(lessonsFolder, name), text);
  console.log(`docs/lessons: ${pages.size} pages written`);
}

void main();
