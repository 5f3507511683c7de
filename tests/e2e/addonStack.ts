import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { AddonName } from "../../config";
import { addonNames } from "../../config";
import { prefixedKeys, ownKeys } from "../../config/stackFile";
import { run, stackFile } from "./support";

type Groups = Record<string, Record<string, unknown>>;

/** One step of a preview. */
export interface Change {
  op: string;
  urn: string;
  newState?: { inputs?: Record<string, unknown> };
}

/** The stack of stacks/addons.yaml with some of its addons on. */
export class AddonStack {
  private readonly folder = mkdtempSync(join(tmpdir(), "addons-"));

  /**
   * A stack file in which exactly these addons are on; the others keep their groups.
   * @param settings laid over an addon's own
   */
  file(on: readonly AddonName[], settings: Partial<Record<AddonName, object>> = {}): string {
    const { config } = parse(readFileSync(stackFile("addons"), "utf8")) as { config: Record<string, unknown> };
    const keys = ownKeys(config);
    const addons = Object.entries(keys.addons as Groups).map(([name, group]) => {
      const addon = name as AddonName;
      return [name, { ...group, enabled: on.includes(addon), ...settings[addon] }];
    });
    const file = join(this.folder, `Pulumi.${on.join("-")}.yaml`);
    writeFileSync(file, stringify({ config: prefixedKeys({ ...keys, addons: Object.fromEntries(addons) as Groups }) }));
    return file;
  }

  /** What `up` with that stack file would change. */
  changes(file: string): Change[] {
    const printed = join(this.folder, "preview.json");
    // Standard error apart: warnings are no JSON.
    const preview = 'exec pulumi preview --json --non-interactive --stack dev --config-file "$0" >"$1"';
    const { code, output } = run("sh", ["-c", preview, file, printed]);
    const text = readFileSync(printed, "utf8");
    assert.equal(code, 0, output + text);
    return (JSON.parse(text) as { steps: Change[] }).steps.filter(({ op }) => op !== "same");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The addon that a resource belongs to: it is its component, or one of that component's. */
export function addonOf({ urn }: Change): AddonName | undefined {
  const type = /\bistio-mesh:addons:(Prometheus|Grafana|Jaeger|Kiali)\b/.exec(urn)?.[1]?.toLowerCase();
  return addonNames.find((name) => name === type);
}

/** What a preview does to each addon: "jaeger: delete"; a change of anything else by its whole name. */
export const summed = (changes: readonly Change[]): string[] =>
  [...new Set(changes.map((change) => `${addonOf(change) ?? change.urn}: ${change.op}`))].sort();
