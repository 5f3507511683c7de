import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chartsFolder } from "../../tools/charts";
import { render } from "./render";

/** `npm run generate:istio-types`: writes the typed Istio resources anew from the pinned charts' CRDs. */
async function main(): Promise<void> {
  const files = await render(chartsFolder());
  rmSync(join(__dirname, "types"), { recursive: true, force: true });
  mkdirSync(join(__dirname, "types"));
  for (const [path, text] of files) writeFileSync(join(__dirname, path), text);
  console.log(`components/istio: ${files.size} files written`);
}

void main();
