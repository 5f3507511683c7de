import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyFolder } from "../copyFolder";
import type { Preparation } from "../tool";

const kubernetes = "k8s.io/kubernetes";

/**
 * Lays a copy of Kubernetes into `work`, with the OpenAPI definitions that the API server is compiled with. Its releases generate
 * them from the types and do not keep them, so the module lacks that one file.
 */
export async function withOpenApi({ pins, work, go, folderOf }: Preparation): Promise<void> {
  const copy = join(work, kubernetes);
  copyFolder(await folderOf(kubernetes), copy);
  // "-e": nothing here minds a package without a file for this system, or a module that go.sum lacks because nothing is built from it.
  const packages = await go(pins, "list", "-e", "-find", "-f", "{{.ImportPath}}\t{{.Dir}}", "k8s.io/...");
  const report = join(work, "violations.txt");
  await go(
    pins,
    ...["tool", "openapi-gen", "--input-dirs", tagged(packages).join()],
    ...["--output-base", work, "--output-package", `${kubernetes}/pkg/generated/openapi`],
    ...["--output-file-base", "zz_generated.openapi", "--report-filename", report],
    ...["--go-header-file", join(copy, "hack", "boilerplate", "boilerplate.generatego.txt")],
  );
  // As the release's own make rule does: the types' known faults, no more and no fewer, are the sign that all types were read.
  const known = "api/api-rules/violation_exceptions.list";
  if (readFileSync(report, "utf8") !== readFileSync(join(copy, known), "utf8")) {
    throw new Error(`openapi-gen found other faults in the types than the release's ${known} says`);
  }
  const replaced = `${readFileSync(join(pins, "go.mod"), "utf8")}\nreplace ${kubernetes} => ./${kubernetes}\n`;
  writeFileSync(join(work, "go.mod"), replaced);
  copyFileSync(join(pins, "go.sum"), join(work, "go.sum"));
}

/** Of lines of import path and folder, the import paths of packages that ask for OpenAPI definitions. */
function tagged(packages: string): string[] {
  const asks = (folder: string) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".go") && !file.endsWith("_test.go"))
      .some((file) => readFileSync(join(folder, file), "utf8").includes("+k8s:openapi-gen="));
  return packages
    .trim()
    .split("\n")
    .map((line) => line.split("\t") as [path: string, folder: string])
    .filter(([, folder]) => existsSync(folder) && asks(folder))
    .map(([path]) => path);
}
