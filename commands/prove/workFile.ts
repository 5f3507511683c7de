import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { RawSettings } from "../../config";
import { ownKeys, prefixedKeys, readStackFile, stackFile } from "../../config/stackFile";

/**
 * A copy of the stack's file, in which a proof changes settings: the person's own file is never written to, whatever
 * happens. STACK_FILE leads every command of this process there.
 */
export class WorkFile {
  /** The stack's own settings. */
  readonly settings: RawSettings;
  private readonly folder = mkdtempSync(join(tmpdir(), "istio-mesh-prove-"));
  private readonly file: string;
  private readonly before = process.env.STACK_FILE;
  private readonly rest: Record<string, unknown>;
  private readonly others: RawSettings;
  private readonly end = () => this.remove();

  constructor(stack: string) {
    this.settings = readStackFile(stack);
    const { config = {}, ...rest } = parse(readFileSync(stackFile(stack), "utf8")) as { config?: RawSettings };
    this.rest = rest;
    this.others = Object.fromEntries(Object.entries(config).filter(([key]) => !(key in prefixedKeys(ownKeys(config)))));
    process.once("exit", this.end);
    this.file = join(this.folder, `Pulumi.${stack}.yaml`);
    process.env.STACK_FILE = this.file;
    this.write(this.settings);
  }

  write(settings: RawSettings): void {
    const content = { ...this.rest, config: { ...this.others, ...prefixedKeys(settings) } };
    // In quotes: Pulumi reads older YAML, in which 2026-01-01 is a time and 1_000 a number.
    const text = stringify(content, { defaultStringType: "QUOTE_DOUBLE" });
    writeFileSync(this.file, text, { mode: 0o600 });
  }

  /** The stack's own file counts again. */
  remove(): void {
    if (this.before === undefined) delete process.env.STACK_FILE;
    else process.env.STACK_FILE = this.before;
    process.off("exit", this.end);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
