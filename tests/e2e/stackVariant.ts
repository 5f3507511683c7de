import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { merge } from "../../config/merge";
import { root } from "../../config/target";

type Group = Record<string, unknown>;

let all: string | undefined;

/** The folder of all of them. */
function variants(): string {
  if (all === undefined) {
    const made = mkdtempSync(join(tmpdir(), "istio-mesh-stacks-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    all = made;
  }
  return all;
}

/** A stack's file like that of a stack, with some of its `istio-mesh:` keys changed; it goes when the tests end. */
export function stackVariant(stack: string, changes: Group): string {
  const folder = mkdtempSync(join(variants(), "stack-"));
  const { config } = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as { config: Group };
  const own = Object.fromEntries(Object.entries(changes).map(([key, value]) => [`istio-mesh:${key}`, value]));
  const file = join(folder, `Pulumi.${stack}.yaml`);
  writeFileSync(file, stringify({ config: merge(config, own) }));
  return file;
}
