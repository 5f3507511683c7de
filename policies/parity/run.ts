import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rules } from "../rules";
import { analyze } from "./analyzer";
import type { Verdict } from "./compare";
import { compare } from "./compare";
import { analyzerTests, ownCases, samples } from "./corpora";
import { deployed } from "./deployed";
import { generatedMesh } from "./generated";

/** Meshes that are made up, each from its number: the same in every run. */
const GENERATED = 500;

/** What the pack and istioctl's analyzers (tools/istio-analyze) say of the rules' cases, Istio's own tests and samples, and generated meshes. */
export async function verdictsOf(tool: string): Promise<Verdict[]> {
  const made = Array.from({ length: GENERATED }, (_, seed) => generatedMesh(seed));
  const corpora = [...ownCases(), ...analyzerTests(), ...samples(), ...made].map(deployed);
  const folder = mkdtempSync(join(tmpdir(), "istio-guard-parity-"));
  try {
    const files = corpora.map(({ manifests }, index) => {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, manifests.map((one) => JSON.stringify(one)).join("\n---\n"));
      return file;
    });
    const answers = await analyze(tool, files);
    return corpora.flatMap((corpus, index) => {
      const messages = answers.get(files[index] ?? "");
      return messages ? compare(rules, corpus, messages) : [];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
