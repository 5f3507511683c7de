import assert from "node:assert/strict";
import type { z } from "zod";
import {
  changeableHeader,
  corsHeader,
  count,
  destinationHost,
  duration,
  durationOrOff,
  headerName,
  headerValue,
  labels,
  milliseconds,
  origin,
  pathMatch,
  regex,
  seconds,
  sessionLifetime,
  share,
  socketSeconds,
  status,
  textMatch,
  urlPath,
  wholePercent,
} from "../../../../config/traffic/leaves";

interface Leaf {
  type: z.ZodType;
  /** The one message, whatever is wrong. */
  allowed: string;
  takes: unknown[];
  refuses: unknown[];
}

const durations = "a duration of whole milliseconds, at least 1ms, such as 500ms, 2s or 1m30s";
const ones = "one of { exact: TEXT }, { prefix: TEXT }, { regex: EXPRESSION }";
const longest = "a".repeat(63);

const leaves: Record<string, Leaf> = {
  "a duration": {
    type: duration(),
    allowed: durations,
    takes: ["1ms", "500ms", "1.5s", "1h30m", "1.005s", "4.35s", "0.001s", "0.5m", "007s", "1h0m0.5s", "8760h"],
    refuses: [
      ...["0s", "0ms", "5", "500", "", "0.5ms", "1.0005s", "-1s", "+1s", "1 s", " 1s", "1s ", ".5s", "1.s", "1e3s"],
      ...["1d", "1S", "1s,2s", "s", "1us", "1ns", "off", "8761h", "99999999h", "∞", "1٣s", 5, 500, 0, null, true, {}],
    ],
  },
  'a duration or "off"': {
    type: durationOrOff(),
    allowed: `"off" or ${durations}`,
    takes: ["off", "1s"],
    refuses: ["Off", "0s", "5", 5, false, null],
  },
  "whole seconds": {
    type: seconds(),
    allowed: "a duration of whole seconds, at least 1s, such as 30s or 2m",
    takes: ["1s", "1000ms", "1.5m", "1h30m", "24h", "8760h"],
    refuses: ["500ms", "1.5s", "0s", "8761h", "5", 5],
  },
  "a socket's seconds": {
    type: socketSeconds(),
    allowed: "a duration of whole seconds, 1s to 32767s, such as 30s or 2m",
    takes: ["1s", "2m", "32767s"],
    refuses: ["500ms", "0s", "32768s", "10h", 5],
  },
  "a session's lifetime": {
    type: sessionLifetime(),
    allowed: "a duration such as 1h, or 0s for a cookie that ends with the session",
    takes: ["0s", "1h", "1.5s"],
    refuses: ["0", "0ms", "-1s", "session", 0],
  },
  "a share": {
    type: share(),
    allowed: "a percentage, 0 to 100, in steps of 0.0001",
    takes: [0, 0.0001, 0.0003, 33.3333, 12.5, 99.9999, 100],
    refuses: [-0.0001, -1, 0.00005, 0.00015, 33.33335, 100.0001, 101, NaN, Infinity, "50", "50%", null],
  },
  "a whole percentage": {
    type: wholePercent(),
    allowed: "a whole percentage, 0 to 100",
    takes: [0, 1, 100],
    refuses: [-1, 101, 0.5, "50", NaN],
  },
  "a whole percentage above 0": {
    type: wholePercent(1),
    allowed: "a whole percentage, 1 to 100",
    takes: [1, 100],
    refuses: [0, 101],
  },
  "a count": {
    type: count(1),
    allowed: "a whole number, at least 1",
    takes: [1, 2 ** 31 - 1],
    refuses: [0, -1, 1.5, 2 ** 31, "1", NaN, null],
  },
  "a status": {
    type: status(),
    allowed: "an HTTP status, 200 to 599",
    takes: [200, 418, 503, 599],
    refuses: [99, 100, 199, 600, 503.5, "503", null],
  },
  "a regular expression": {
    type: regex(),
    allowed: "a regular expression (RE2: no look-around, no back-reference) of 1 to 1024 bytes",
    takes: [
      ...[
        ".*",
        "^/items/\\d+$",
        "(?i)chrome",
        "(?P<id>\\d+)",
        "(?<id>\\d+)",
        "[[:alpha:]]+",
        "v1\\-2",
        "\\(?=",
        "\\\\1",
      ],
      ...["[(?=]", "\\p{Greek}", "\\Qa.b\\E", "\\z", "a{1000}", "}", "é+", "a".repeat(1024)],
    ],
    refuses: [
      ...["", "(", "[", "*", "a**", "(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(a)\\1", "(?<n>a)\\k<n>", "\\"],
      ...["a{1001}", "(a{100}){100}", "\\u0041", "[^]", "[]", "[\\b]", "\\cA", "\\p{Script=Greek}", "[b-a]", "(?>a)"],
      ...["a".repeat(1025), "é".repeat(513), 5, null],
    ],
  },
  "a way to compare a text": {
    type: textMatch(),
    allowed: ones,
    takes: [{ exact: "" }, { exact: "a" }, { prefix: "a" }, { regex: "a|b" }],
    refuses: ["a", null, {}, { exact: "a", prefix: "a" }, { exact: 5 }, { contains: "a" }, ["a"]],
  },
  "a way to compare a path": {
    type: pathMatch(),
    allowed: ones,
    takes: [{ exact: "/" }, { prefix: "/items" }, { regex: "/items/.*" }],
    refuses: ["/", null, {}, { exact: "/", regex: "/" }],
  },
  "an origin": {
    type: origin(),
    allowed: ones,
    takes: [{ exact: "*" }, { exact: "https://shop.example.com" }, { prefix: "https://" }, { regex: ".*" }],
    refuses: ["*", "https://shop.example.com", null],
  },
  "a header's name": {
    type: headerName(),
    allowed: "the name of an HTTP header such as x-user",
    takes: ["x-user", "X-User", "a", "x_y", "!#$%&'*+.^`|~-", "host"],
    refuses: ["", "x user", "x:user", ":path", "x(", "é", "@request.auth.claims.sub", "a\n", 5],
  },
  "a header's name that may be changed": {
    type: changeableHeader(),
    allowed: "the name of an HTTP header other than host, such as x-user",
    takes: ["x-user", "Hostname"],
    refuses: ["host", "Host", "HOST", ":authority", ""],
  },
  "a header's name in CORS": {
    type: corsHeader(),
    allowed: "the name of an HTTP header such as x-user, or *",
    takes: ["*", "x-user", "Content-Type"],
    refuses: ["", "x user", "* ", 5],
  },
  "a header's value": {
    type: headerValue(),
    allowed:
      "a header value of printable characters, in which a % is written %% unless it is one of Envoy's variables such " +
      "as %HOSTNAME% or %REQ(x-user)%",
    takes: [
      ...["", "v", "a b\tc", "é", "100%%", "%%", "%HOSTNAME%", "a %PROTOCOL% b", "%HOSTNAME%%%", "%%%HOSTNAME%"],
      ...["%REQ(x-user)%", "%REQ(:path)%", "%REQ(X-A?x-b)%", "%RESP(server)%", "%DOWNSTREAM_PEER_FINGERPRINT_256%"],
      ...["%ENVIRONMENT(HOME)%", "%HOSTNAME%%PROTOCOL%", "%START_TIME%"],
    ],
    refuses: [
      ...["%", "100%", "%HOSTNAME", "HOSTNAME%", "%%HOSTNAME%", "%hostname%", "%NOPE%", "%HOSTNAME(x)%", "%REQ%"],
      ...["%REQ()%", "%REQ( )%", "%REQ(x", '%REQ(a"b)%', "%REQ([x)%", "%REQ(\\)%", "%REQ(x):3%", "a\nb", "a\rb"],
      ...["a\u0000", "a\u007f", 5, null],
    ],
  },
  "a path": {
    type: urlPath(),
    allowed: "a path that begins with / such as /items",
    takes: ["/", "/items", "/items?x=1", "/%20"],
    refuses: ["", "items", "/a b", "/a\n", "/a\u0001", "/a\u007f", "https://x/", 5],
  },
  "labels of pods": {
    type: labels(),
    allowed: "a group of pod labels, each a name and a text",
    takes: [
      ...[{}, { version: "v1" }, { "app.kubernetes.io/name": "a_b.C-1" }, { a: "" }, { [longest]: longest }],
      { "a.b/A": "x" },
    ],
    refuses: [{ version: 1 }, { a: "-x" }, { a: "x-" }, { a: `${longest}a` }, { a: "a b" }, "version=v1", [], null],
  },
  "another host": {
    type: destinationHost(),
    allowed: "a full DNS name such as payment.shop.svc.cluster.local or api.example.com",
    takes: ["api.example.com", "a.b", "1.example.com", "payment.shop.svc.cluster.local", `${longest}.example.com`],
    refuses: [
      ...["payment", "*.example.com", "Api.example.com", "10.0.0.1", "a.123", "a..b", ".a.b", "a.b.", "-a.b", "a_b.c"],
      ...[`${longest}a.example.com`, `${`${longest}.`.repeat(4)}com`, "https://a.b", "a.b:80", "", 5],
    ],
  },
};

describe("A leaf of the traffic settings", () => {
  for (const [what, { type, allowed, takes, refuses }] of Object.entries(leaves)) {
    describe(what, () => {
      it(`takes ${takes.length} good values`, () => {
        for (const value of takes) {
          const { error } = type.safeParse(value);
          assert.equal(error, undefined, `${JSON.stringify(value)}: ${error?.message}`);
        }
      });

      it(`refuses ${refuses.length} bad ones, each with its one message`, () => {
        for (const value of refuses) {
          const messages = new Set(type.safeParse(value).error?.issues.map(({ message }) => message));
          assert.deepEqual([...messages], [allowed], JSON.stringify(value));
        }
      });
    });
  }
});

describe("The names of labels", () => {
  it("are those of Kubernetes", () => {
    for (const name of ["", "-a", "a-", "a b", `${longest}a`, "a..b/c", "a.-b/c", "A/b", "/a", "a/b/c", "a/"]) {
      assert.equal(labels().safeParse({ [name]: "x" }).success, false, name);
    }
  });
});

describe("The text in a way to compare", () => {
  const message = (type: z.ZodType, value: unknown) => type.safeParse(value).error?.issues.map((one) => one.message);

  it("says what it may be: an expression, a path, an origin", () => {
    assert.match(String(message(textMatch(), { regex: "(?=a)" })), /^a regular expression/);
    assert.match(String(message(textMatch(), { prefix: "" })), /^a text of at least one character$/);
    assert.match(String(message(pathMatch(), { prefix: "items" })), /^a path that begins with \//);
    assert.match(String(message(pathMatch(), { exact: "" })), /^a path that begins with \//);
    assert.match(String(message(origin(), { exact: "" })), /^an origin such as https:/);
  });
});

describe("The length of a duration", () => {
  const lengths: [string, number][] = [
    ["1ms", 1],
    ["1.5s", 1500],
    ["1.005s", 1005],
    ["1h30m", 5_400_000],
    ["1m0.001s", 60_001],
    ["0s", 0],
    ["0.5ms", 0.5],
  ];
  for (const [text, length] of lengths) {
    it(`of ${text} is ${length} ms`, () => assert.equal(milliseconds(text), length));
  }

  it("is no number for a text that is none", () => {
    for (const text of ["5", "", "off", "1s 2s"]) assert.ok(Number.isNaN(milliseconds(text)), text);
  });

  it("is exact for every number of milliseconds written as seconds", () => {
    for (let length = 1; length < 100_000; length += 7) assert.equal(milliseconds(`${length / 1000}s`), length);
  });
});
