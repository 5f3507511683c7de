import assert from "node:assert/strict";
import { celProblem } from "../../policies/model/cel";
import { durationProblem, nanosecondsOf } from "../../policies/model/durations";
import { regexProblem } from "../../policies/model/regularExpressions";
import { meant } from "../../policies/model/spelling";
import * as syntax from "../../policies/model/syntax";

/** What is right, and what is not: of every form of text that rules judge. */
function forms(name: string, isRight: (text: string) => boolean, right: string[], wrong: string[]): void {
  it(name, () => {
    assert.deepEqual(
      right.filter((text) => !isRight(text)),
      [],
      "refused",
    );
    assert.deepEqual(wrong.filter(isRight), [], "let pass");
  });
}

describe("the forms of text that rules judge", () => {
  forms(
    "durations",
    (text) => durationProblem(text) === undefined,
    ["5s", "1h30m", "1.5s", "300ms", "1000us", "2h", "0.001s"],
    ["", "5", "5 s", "5 minutes", "0s", "0", "-1s", "0.5ms", "1.5ms", "1d", "s", "9999999999999h", "1".repeat(5000)],
  );

  it("durations in nanoseconds", () => {
    assert.equal(nanosecondsOf("1h5m0.5s"), 3_900_500_000_000);
    assert.equal(nanosecondsOf("-2ms"), -2_000_000);
    assert.equal(nanosecondsOf("0"), 0);
  });

  forms(
    "hosts",
    (text) => syntax.hostProblem(text) === undefined,
    ["a", "carts.shop.svc.cluster.local", "A-b.c", "a.b.", "1.a"],
    ["", "*.a", "a_b", "a..b", "-a", "1.2.3.4", "a.7", ".", "a b", "x".repeat(64), `${"a.".repeat(130)}b`],
  );

  forms(
    "hosts with wildcards",
    (text) => syntax.wildcardHostProblem(text) === undefined,
    ["*", "*.example.com", "*-blue.example.com", "*blue.example.com", "example.com", "*.com."],
    ["", "a.*", "**", "*.*.com", "a*.com", "*.1.2.3", "_a.b"],
  );

  forms(
    "ranges of addresses",
    syntax.isRange,
    ["10.0.0.0/8", "::/0", "2001:db8::/32"],
    ["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/08", "fe80::1%eth0/64", "/8"],
  );

  forms("names of headers", syntax.isHeaderName, ["x-user", "X_A", "a.b", "~"], ["", ":path", "a b", "a:b", "ä"]);

  forms(
    "values of headers",
    syntax.isHeaderValue,
    ["", "a", "100%%", "%HOSTNAME%", "a%REQ(X-A)%b", '%DYNAMIC_METADATA(["a", "b"])%', "%A(x) %", "\t"],
    ["%", "100%", "%A", "%A(x", "%A(x)", "%START_TIME%%", "a\nb", "%".repeat(4001)],
  );

  forms(
    "names of labels",
    (text) => syntax.labelKeyProblem(text) === undefined,
    ["app", "a.b/c_d", "A-1"],
    ["", "*", "a/", "/a", "a/b/c", "-a", "x".repeat(64), `${"x".repeat(64)}.y/z`],
  );

  forms(
    "regular expressions",
    (text) => regexProblem(text) === undefined,
    ["", ".*", "(?i)a|b", "^/v[0-9]+(/.*)?$"],
    ["(", "[", "*", "(?=a)", "(?<!a)b", "\\1", "a{1001}", "x".repeat(1025)],
  );

  forms(
    "CEL expressions",
    (text) => celProblem(text) === undefined,
    [
      "response.code >= 400",
      'has(request.headers["x"]) && !(a.b in [1, 2,]) || c == r"\\d"',
      "a ? b : c ? d : -1.5e3",
      "xds.cluster_name == 'a' // why",
      "{'a': 1, \"b\": [x.y(1, z)]}.a",
      'Type{field: """a"b"""}',
      "0x1fu + .5",
      `${"(".repeat(5000)}a`,
    ],
    ["", "a =", "a = b", "a b", "(a", "a)", "a && ", "a ? b", "[1,", "a.1", "@", '"a', "a.", "{a}", "in", "f(,)"],
  );

  it("names that were meant", () => {
    const names = ["timeout", "retries", "mirrorPercentage", "host", "hosts", "to"];
    const cases = {
      timout: "timeout",
      Retries: "retries",
      mirror_percentage: "mirrorPercentage",
      retires: "retries",
      xyz: undefined,
    };
    for (const [word, name] of Object.entries(cases)) assert.equal(meant(word, names), name, word);
    assert.equal(meant("x".repeat(100_000), names), undefined);
  });
});
