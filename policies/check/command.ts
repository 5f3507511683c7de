import { parseArgs } from "node:util";
import type { Preset } from "../presets";
import { presets } from "../presets";
import { rules } from "../rules";
import { check, readOptions } from "./check";
import { Unreadable } from "./documents";
import { formats } from "./formats";

const HELP = `Usage: istio-guard check FILE… [options]

Judges Kubernetes and Istio objects before they reach a cluster. FILE is a YAML or JSON file, a folder of them, or "-" for the
standard input: helm template … | istio-guard check -

  --release FILE     the inputs of a Helm Release (chart, version, repositoryOpts, namespace, values); may be given several times
  --format FORMAT    ${Object.keys(formats).join(", ")} (default text)
  --preset PRESET    ${presets.join(", ")} (default baseline)
  --config FILE      levels and settings of rules, the same file that pulumi --policy-pack-config takes
  --fail-on LEVEL    the findings that make the exit code 1: mandatory (default), advisory (both), never

Exit code: 0 nothing to stop for, 1 findings, 2 something could not be read.`;

const FAIL_ON = ["mandatory", "advisory", "never"];

/** The command `istio-guard`; gives its exit code. */
export function main(args: readonly string[], print: (text: string) => void, complain: (text: string) => void): number {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        release: { type: "string", multiple: true, default: [] },
        format: { type: "string", default: "text" },
        preset: { type: "string" },
        config: { type: "string" },
        "fail-on": { type: "string", default: "mandatory" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const [verb, ...files] = positionals;
    if (values.help || verb === "help") {
      print(HELP);
      return 0;
    }
    if (verb !== "check") throw new Unreadable(verb === undefined ? "a command is missing" : `"${verb}" is no command`);
    const format = formats[oneOf("--format", values.format, Object.keys(formats))] ?? formats.text;
    const failOn = oneOf("--fail-on", values["fail-on"], FAIL_ON);
    if (files.length + values.release.length === 0)
      throw new Unreadable("nothing to judge: name a file, a folder or -");

    const options = values.config === undefined ? {} : readOptions(values.config);
    const preset = values.preset === undefined ? {} : { preset: oneOf("--preset", values.preset, presets) as Preset };
    const report = check(rules, { files, releases: values.release, options: { ...options, ...preset } });
    print(format?.(report) ?? "");
    if (report.skipped.length > 0) complain(`Not judged, without apiVersion and kind: ${report.skipped.join(", ")}`);
    if (report.objects === 0) throw new Unreadable("no objects in what was read");
    return report.lines.some(({ level }) => level === failOn || (failOn === "advisory" && level === "mandatory"))
      ? 1
      : 0;
  } catch (error) {
    complain(`istio-guard: ${(error as Error).message}`);
    if (error instanceof Unreadable || error instanceof TypeError) complain('See "istio-guard help".');
    return 2;
  }
}

function oneOf(option: string, value: string, allowed: readonly string[]): string {
  if (allowed.includes(value)) return value;
  throw new Unreadable(`${option}: ${JSON.stringify(value)} is none; allowed: ${allowed.join(", ")}`);
}
