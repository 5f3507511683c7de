import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parse, parseDocument, type YAMLMap } from "yaml";

const key = "istio-mesh:scenario";

/** The text of a stack file with the scenario in it, or without one; comments and order stay. */
export function withScenarioKey(text: string, name: string): string {
  const document = parseDocument(text);
  const path = ["config", key];
  if (name === "none" ? !document.hasIn(path) : document.getIn(path) === name) return text;
  const config = document.get("config");
  const edited = isMap(config) ? withLine(text, config, name) : text;
  // `config:` with nothing behind it is no group that could take a key.
  if (!isMap(config)) document.set("config", document.createNode({}));
  if (name === "none") document.deleteIn(path);
  else document.setIn(path, name);
  return means(edited, document.toJS()) ? edited : document.toString({ lineWidth: 0 });
}

/** The text with that one line changed, so that a person's formatting stays; nonsense in some forms, such as `{ … }`. */
function withLine(text: string, config: YAMLMap, name: string): string {
  const keys = config.items.map((item) => ({ start: rangeOf(item.key)[0], value: rangeOf(item.value), item }));
  const [first, last] = [keys[0], keys.at(-1)];
  if (!first || !last) return text;
  const line = (start: number) => text.lastIndexOf("\n", start - 1) + 1;
  const nextLine = (end: number) => (text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1 || text.length);
  const own = keys.find(({ item }) => isScalar(item.key) && item.key.value === key);
  if (own && name === "none") return text.slice(0, line(own.start)) + text.slice(nextLine(own.value[2]));
  if (own) return text.slice(0, own.value[0]) + name + text.slice(own.value[1]);
  const end = nextLine(last.value[2]);
  const [before, after] = [text.slice(0, end), text.slice(end)];
  return `${before}${before.endsWith("\n") ? "" : "\n"}${text.slice(line(first.start), first.start)}${key}: ${name}\n${after}`;
}

/** Where a node's text begins and ends, and where what belongs to it ends, up to the line's end. */
function rangeOf(node: unknown): readonly [number, number, number] {
  return (node as { range?: [number, number, number] | null } | null)?.range ?? [0, 0, 0];
}

function means(text: string, content: unknown): boolean {
  try {
    return isDeepStrictEqual(parse(text), content);
  } catch {
    return false;
  }
}
