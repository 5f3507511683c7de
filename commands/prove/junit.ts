import type { Proof, Row } from "./report";
import { nameOf, rows } from "./report";

/** The proofs as JUnit XML, which CI services show: a suite for each proof, a test case for each of its judgements. */
export function junit(proofs: readonly Proof[]): string {
  const suites = proofs.map(suite);
  const all = proofs.flatMap(rows);
  const seconds = proofs.reduce((sum, proof) => sum + proof.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="make prove"${totals(all)}${time(seconds)}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suite(proof: Proof): string {
  const all = rows(proof);
  // Its judgements are of the same load: they share its time, so that times added up come out right.
  const share = proof.seconds / all.length;
  return [
    `  <testsuite${attribute("name", nameOf(proof))}${totals(all)}${time(proof.seconds)}>`,
    "    <properties>",
    `      <property name="title"${attribute("value", proof.title)}/>`,
    `      <property name="load"${attribute("value", proof.load)}/>`,
    "    </properties>",
    ...all.map((row) => testCase(nameOf(proof), row, share)),
    "  </testsuite>",
  ].join("\n");
}

function testCase(className: string, row: Row, seconds: number): string {
  const start = `    <testcase${attribute("classname", className)}${attribute("name", row.expected)}${time(seconds)}`;
  if (row.passed) return `${start}>\n      <system-out>${escaped(`seen: ${row.seen}`)}</system-out>\n    </testcase>`;
  const [kind, message] = row.error ? ["error", row.seen] : ["failure", `expected: ${row.expected}; seen: ${row.seen}`];
  return `${start}>\n      <${kind}${attribute("message", message)}>${escaped(message)}</${kind}>\n    </testcase>`;
}

function totals(all: readonly Row[]): string {
  const errors = all.filter(({ error }) => error).length;
  const failures = all.filter(({ passed }) => !passed).length - errors;
  return ` tests="${all.length}" failures="${failures}" errors="${errors}"`;
}

const time = (seconds: number): string => ` time="${seconds.toFixed(3)}"`;

const attribute = (name: string, value: string): string => ` ${name}="${escaped(value)}"`;

/** A text as XML has it, in attributes too, where a line end would be read as a space. */
function escaped(text: string): string {
  return text.replace(notXml, "\uFFFD").replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** XML 1.0 has no way to write these: most control characters, and halves of surrogate pairs. */
const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
