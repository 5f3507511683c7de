import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyze } from "../policies/parity/analyzer";
import { compare } from "../policies/parity/compare";
import { analyzerTests, ownCases, samples } from "../policies/parity/corpora";
import { generatedMesh } from "../policies/parity/generated";
import { report } from "../policies/parity/report";
import { rules } from "../policies/rules";
import { findTool } from "../tools/catalog";
import { ensureTools } from "../tools/ensure";
import { binary } from "../tools/paths";
import { main } from "./main";

/** `make policy-parity`: the pack against istioctl's analyzers, over cases, Istio's own tests and samples, and generated meshes. */
main(async () => {
  await ensureTools([findTool("istio-analyze")]);
  const corpora = [
    ...ownCases(),
    ...analyzerTests(),
    ...samples(),
    ...Array.from({ length: 200 }, (_, seed) => generatedMesh(seed)),
  ];
  const folder = mkdtempSync(join(tmpdir(), "istio-guard-parity-"));
  try {
    const files = corpora.map(({ manifests }, index) => {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, manifests.map((one) => JSON.stringify(one)).join("\n---\n"));
      return file;
    });
    const messages = await analyze(binary("istio-analyze"), files);
    const verdicts = corpora.flatMap((corpus, index) => compare(rules, corpus, messages.get(files[index] ?? "") ?? []));
    return report(verdicts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
