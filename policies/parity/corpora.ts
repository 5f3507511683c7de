import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { moduleFolder } from "../../tools/module";
import type { Corpus } from "./mesh";
import { manifestsIn } from "./mesh";

const CASES = join(__dirname, "../../tests/policies/cases");

/** The rules' own cases: each has what its rule looks at, and no more of a mesh. */
export function ownCases(): Corpus[] {
  return filesUnder(CASES).map((file) => {
    const name = relative(CASES, file);
    return { name, about: [dirname(name)], manifests: manifestsIn(readFileSync(file, "utf8")) };
  });
}

/** The files that Istio tests its analyzers with, read where Go keeps the pinned module. */
export function analyzerTests(): Corpus[] {
  const folder = join(moduleFolder("istio.io/istio"), "pkg/config/analysis/analyzers/testdata");
  // Those with another mesh configuration belong to tests of single analyzers; folders are for several clusters.
  const files = readdirSync(folder).filter(
    (file) => file.endsWith(".yaml") && !/mesh-?(cfg|config)|automtls/.test(file),
  );
  return files.map((file) => ({
    name: `istio/${file}`,
    manifests: manifestsIn(readFileSync(join(folder, file), "utf8")),
  }));
}

/** Istio's samples: each folder is a mesh, except that a folder's files are ways to do the same and stand alone. */
export function samples(): Corpus[] {
  const folder = join(moduleFolder("istio.io/istio"), "samples");
  return filesUnder(folder).map((file) => ({
    name: `samples/${relative(folder, file)}`,
    manifests: manifestsIn(readFileSync(file, "utf8")),
  }));
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
