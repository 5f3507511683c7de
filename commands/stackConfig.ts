import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseSettings } from "../config";
import { readStackFile } from "../config/stackFile";
import { root } from "../config/target";
import { stack } from "./environment";

/** Refuses a stack without a file, or with a bad one, before anything is started or changed. */
export function checkStackFile(): void {
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(root, file))) {
    const stacks = readdirSync(root).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    throw new Error(`STACK=${stack}: there is no ${file}; there are ${stacks.join(", ")}`);
  }
  parseSettings(readStackFile(stack));
}
