import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { RawSettings } from "../../config";
import { ownKeys, prefix, readStackFile, stackFile } from "../../config/stackFile";

/**
 * A copy of the stack's file, in which a proof changes settings: the person's own file is never written to, whatever
 * happens. STACK_FILE leads every command of this process there.
 */
export class WorkFile {
  /** The stack's own settings. */
  readonly settings: RawSettings;
  private readonly folder = mkdtempSync(join(tmpdir(), "istio-mesh-prove-"));
  private readonly before = process.env.STACK_FILE;
  private readonly rest: Record<string, unknown>;
  private readonly others: RawSettings;

  constructor(stack: string) {
    this.settings = readStackFile(stack);
    const { config = {}, ...rest } = parse(readFileSync(stackFile(stack), "utf8")) as { config?: RawSettings };
    this.rest = rest;
    this.others = Object.fromEntries(Object.entries(config).filter(([key]) => !(key in prefixed(ownKeys(config)))));
    process.env.STACK_FILE = join(this.folder, `Pulumi.${stack}.yaml`);
    this.write(this.settings);
  }

  write(settings: RawSettings): void {
    const config = { ...this.others, ...prefixed(settings) };
    writeFileSync(process.env.STACK_FILE ?? "", stringify({ ...this.rest, config }), { mode: 0o600 });
  }

  /** The stack's own file counts again. */
  remove(): void {
    if (this.before === undefined) delete process.env.STACK_FILE;
    else process.env.STACK_FILE = this.before;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const prefixed = (settings: RawSettings): RawSettings =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${prefix}${key}`, value]));
