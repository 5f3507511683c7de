import assert from "node:assert/strict";

/** An element of a document: no text but its own is kept. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const attribute = /\s+([a-z-]+)="([^"<]*)"/g;

/** The root of an XML document of elements, attributes and text; fails on what is not well-formed. */
export function parseXml(xml: string): Element {
  const [declaration, ...rest] = xml.split("\n");
  assert.equal(declaration, '<?xml version="1.0" encoding="UTF-8"?>');
  const top: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  for (const [token] of rest.join("\n").matchAll(/<[^>]*>|[^<]+/g)) {
    const parent = open.at(-1)!;
    if (!token.startsWith("<")) parent.text += unescaped(token);
    else if (token.startsWith("</")) assert.equal(open.pop()!.name, token.slice(2, -1));
    else {
      const element = opened(token);
      parent.children.push(element);
      if (!token.endsWith("/>")) open.push(element);
    }
  }
  assert.equal(open.length, 1, "an element is not closed");
  assert.equal(top.text.trim(), "");
  assert.equal(top.children.length, 1);
  return top.children[0]!;
}

function opened(tag: string): Element {
  const [, name, pairs] = /^<([a-z-]+)((?:\s+[a-z-]+="[^"<]*")*)\/?>$/.exec(tag) ?? assert.fail(`not a tag: ${tag}`);
  const attributes = [...pairs!.matchAll(attribute)].map(([, key, value]) => [key!, unescaped(value!)] as const);
  assert.equal(new Set(attributes.map(([key]) => key)).size, attributes.length, `an attribute twice: ${tag}`);
  return { name: name!, attributes: Object.fromEntries(attributes), children: [], text: "" };
}

function unescaped(text: string): string {
  assert.ok(!text.includes("]]>"), "]]> in text");
  assert.match(text, /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u);
  return text.replace(/&([^;]*;)?/g, (reference) => {
    const [, code] = /^&#(\d+);$/.exec(reference) ?? assert.fail(`not a reference: ${reference}`);
    return String.fromCodePoint(Number(code));
  });
}
