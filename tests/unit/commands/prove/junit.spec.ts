import assert from "node:assert/strict";
import { junit } from "../../../../commands/prove/junit";
import { abort, broken, canaryEnd, nasty } from "./proofs";
import type { Element } from "./xml";
import { parseXml } from "./xml";

const named = (element: Element, name: string): Element[] => element.children.filter((child) => child.name === name);

const sum = (elements: readonly Element[], key: string): number =>
  elements.reduce((total, { attributes }) => total + Number(attributes[key]), 0);

describe("The JUnit report", () => {
  it("has a suite for each proof and a test case for each judgement", () => {
    const root = parseXml(junit([abort, canaryEnd, broken]));
    assert.equal(root.name, "testsuites");
    assert.deepEqual(root.attributes, { name: "make prove", tests: "5", failures: "1", errors: "1", time: "21.840" });
    const suites = named(root, "testsuite");
    assert.deepEqual(
      suites.map(({ attributes: { name, tests, failures, errors } }) => [name, tests, failures, errors]),
      [
        ["fault-abort", "2", "0", "0"],
        ["canary: 0:100", "1", "1", "0"],
        ["timeout", "2", "0", "1"],
      ],
    );
    assert.deepEqual(
      suites.flatMap((suite) => named(suite, "testcase")).map(({ attributes: a }) => `${a.classname}: ${a.name}`),
      [
        "fault-abort: 80 % answer 500 (748–849 of 1000)",
        "fault-abort: slowest at most 1.5 s",
        "canary: 0:100: all arrive at front-end v2",
        "timeout: all answer 504",
        "timeout: no error",
      ],
    );
  });

  it("says what was sent, and what was seen of all that passed", () => {
    const [suite] = parseXml(junit([abort])).children;
    const properties = suite!.children[0]!.children.map(({ attributes }) => [attributes.name, attributes.value]);
    assert.deepEqual(properties, [
      ["title", "Catalogue fails"],
      ["load", "1000 calls of /catalogue"],
    ]);
    assert.deepEqual(
      named(suite!, "testcase").map((one) => one.children.map(({ name, text }) => `${name} ${text}`)),
      [["system-out seen: 812 of 1000 (81.2 %)"], ["system-out seen: 1.02 s"]],
    );
  });

  it("tells a failure from an error", () => {
    const [failed, errored] = parseXml(junit([canaryEnd, broken])).children.map((suite) =>
      named(suite, "testcase").at(-1)!.children.at(0),
    );
    const message = "expected: all arrive at front-end v2; seen: 994 of 1000 (99.4 %)";
    assert.deepEqual(failed, { name: "failure", attributes: { message }, children: [], text: message });
    assert.equal(errored!.name, "error");
    assert.equal(errored!.text, "fortio ended with 1:\n\tno such host");
    assert.equal(errored!.attributes.message, errored!.text);
  });

  it("has times that add up", () => {
    const root = parseXml(junit([abort, broken]));
    const suites = named(root, "testsuite");
    const cases = suites.flatMap((suite) => named(suite, "testcase"));
    assert.equal(sum(suites, "time"), 12.84);
    assert.ok(Math.abs(sum(cases, "time") - 12.84) < 0.001);
    assert.equal(root.attributes.time, "12.840");
  });

  it("is well-formed whatever the texts are", () => {
    const [suite] = parseXml(junit([nasty])).children;
    assert.equal(suite!.attributes.name, `a|b & <c> "d" 'e': \ufffd[31mred\ufffd[0m\t\u0085`);
    const [title, load] = suite!.children[0]!.children.map(({ attributes }) => attributes.value);
    assert.equal(title, "]]> <!-- \ufffd");
    assert.equal(load, "caf\u00e9 \u{1f600} \ufffd \ufffd");
    const [failed, errored] = named(suite!, "testcase");
    assert.equal(failed!.attributes.name, "a\\|b\r\nc &amp; `d` *e* _f_ [g]");
    assert.equal(errored!.children[0]!.text, "]]> & \ufffd\ufffd");
  });

  it("is a document without proofs too", () => {
    assert.deepEqual(parseXml(junit([])).attributes, {
      name: "make prove",
      tests: "0",
      failures: "0",
      errors: "0",
      time: "0.000",
    });
  });
});
