import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chartsFolder } from "../../tools/charts";
import { moduleFolder } from "../../tools/module";
import { renderAnnotations, renderCrds } from "./render";

/** `npm run generate:schemas`: writes what the rules know of Istio's kinds and annotations anew from the pinned modules. */
async function main(): Promise<void> {
  writeFileSync(join(__dirname, "crds.ts"), await renderCrds(chartsFolder()));
  writeFileSync(join(__dirname, "annotations.ts"), await renderAnnotations(moduleFolder("istio.io/api")));
}

void main();
