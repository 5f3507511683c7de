import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import type { Document } from "yaml";
import { LineCounter, parseAllDocuments } from "yaml";
import { MeshObject, splitApiVersion } from "../model/object";

/** A YAML document of a file, which knows in which line each of its values stands. */
export interface Source {
  /** As it was named on the command line; `-` for the standard input. */
  file: string;
  /** Counted from 1. */
  line: number;
  lineOf(path: readonly (string | number)[]): number;
}

/** What was read: the objects to judge, and documents that are none. */
export interface Reading {
  objects: MeshObject[];
  sources: Map<MeshObject, Source>;
  /** Documents without `apiVersion` and `kind`, such as a chart's values: `file:line`. */
  skipped: string[];
}

/** What cannot be read: the command ends with code 2, having judged nothing. */
export class Unreadable extends Error {}

const EXTENSIONS = new Set([".yaml", ".yml", ".json"]);

/** The files named, and in folders every .yaml, .yml and .json file, in the order of their names. */
export function filesIn(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (name === "-") return [name];
    const stat = statSync(name, { throwIfNoEntry: false });
    if (!stat) throw new Unreadable(`${name}: there is no such file or folder`);
    if (!stat.isDirectory()) return [name];
    const inside = readdirSync(name, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return inside.flatMap((entry) => {
      const path = join(name, entry.name);
      if (entry.isDirectory()) return entry.name === "node_modules" || entry.name === ".git" ? [] : filesIn([path]);
      return EXTENSIONS.has(extname(entry.name)) ? [path] : [];
    });
  });
}

/** The text of a file, or of the standard input. */
export function textOf(file: string): string {
  return readFileSync(file === "-" ? 0 : file, "utf8");
}

/** The objects in the documents of a text; `as` makes an object of a document that says nothing of its kind. */
export function readInto(reading: Reading, file: string, text: string, as?: (value: object) => Manifest): void {
  const counter = new LineCounter();
  for (const document of parseAllDocuments(text, { lineCounter: counter, logLevel: "silent" })) {
    const [error] = document.errors;
    if (error) throw new Unreadable(`${file}:${counter.linePos(error.pos[0]).line}: ${reasonOf(error.message, text)}`);
    const value: unknown = read(file, document);
    if (value === null || value === undefined) continue;
    add(reading, file, document, counter, [], typeof value === "object" && as ? as(value) : value);
  }
}

interface Named {
  name?: unknown;
  namespace?: unknown;
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata?: unknown;
}

function add(
  reading: Reading,
  file: string,
  document: Document,
  counter: LineCounter,
  at: readonly (string | number)[],
  value: unknown,
): void {
  const lineOf = (path: readonly (string | number)[]) => lineIn(document, counter, [...at, ...path]);
  if (!isManifest(value)) {
    reading.skipped.push(`${file}:${lineOf([])}`);
    return;
  }
  const items = /List$/.test(value.kind) ? (value as { items?: unknown }).items : undefined;
  if (Array.isArray(items)) {
    items.forEach((item, index) => add(reading, file, document, counter, [...at, "items", index], item));
    return;
  }
  const { group, version } = splitApiVersion(value.apiVersion);
  const metadata = (typeof value.metadata === "object" ? value.metadata : null) ?? {};
  // A Release says who it is in its inputs.
  const isRelease = group === "helm.sh" && value.kind === "Release";
  const { name, namespace } = (isRelease ? { ...metadata, namespace: undefined, ...value } : metadata) as Named;
  const object = new MeshObject(
    {
      group,
      version,
      kind: value.kind,
      namespace: typeof namespace === "string" ? namespace : undefined,
      name: typeof name === "string" ? name : "unnamed",
    },
    value,
    { source: { file, line: lineOf([]) } },
  );
  reading.objects.push(object);
  reading.sources.set(object, { file, line: lineOf([]), lineOf });
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind } = value as Partial<Manifest>;
  return typeof apiVersion === "string" && typeof kind === "string" && apiVersion !== "" && kind !== "";
}

/** Of the value at that path, or of what is around it where nothing stands there. */
function lineIn(document: Document, counter: LineCounter, path: readonly (string | number)[]): number {
  for (let steps = path; ; steps = steps.slice(0, -1)) {
    const node = (steps.length === 0 ? document.contents : document.getIn(steps, true)) as
      { range?: number[] } | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) return counter.linePos(start).line;
    if (steps.length === 0) return 1;
  }
}

function read(file: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new Unreadable(`${file}: ${(error as Error).message}`);
  }
}

function reasonOf(message: string, text: string): string {
  const [first = message] = message.split("\n");
  if (!/\{\{.*\}\}/.test(text)) return first;
  return `${first}\n  This looks like a chart's template: render it first: helm template … | istio-guard check -`;
}

/** `["spec", "servers", 0]` of `spec.servers[0]`. */
export function stepsOf(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [, name, index, quoted] of path.matchAll(/([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
    if (quoted !== undefined) steps.push(JSON.parse(quoted) as string);
    else steps.push(index === undefined ? (name ?? "") : Number(index));
  }
  return steps;
}
