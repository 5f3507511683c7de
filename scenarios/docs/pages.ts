import { format, resolveConfig } from "prettier";
import { join } from "node:path";
import { root } from "../../config/target";
import { scenarios } from "..";
import { indexPage } from "./indexPage";
import { lessonPage } from "./lessonPage";

/** Where the pages are. */
export const lessonsFolder = join(root, "docs", "lessons");

/** Every page of docs/lessons by its file name, as `make lint` wants it. */
export async function lessonPages(): Promise<Map<string, string>> {
  const texts: [name: string, text: string][] = [
    ["README.md", indexPage()],
    ...scenarios.map((scenario): [string, string] => [`${scenario.name}.md`, lessonPage(scenario)]),
  ];
  return new Map(await Promise.all(texts.map(async ([name, text]) => [name, await tidy(name, text)] as const)));
}

async function tidy(name: string, text: string): Promise<string> {
  const filepath = join(lessonsFolder, name);
  return format(text, { ...(await resolveConfig(filepath)), proseWrap: "always", filepath });
}
