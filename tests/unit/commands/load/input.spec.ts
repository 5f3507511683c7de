import assert from "node:assert/strict";
import { loadInput } from "../../../../commands/load/input";

const usual = { calls: 100, concurrency: 1, app: undefined, path: undefined, ca: undefined };

describe("What a person says of a load", () => {
  it("is 100 calls, one at a time, to the first app's page, by default", () => {
    assert.deepEqual(loadInput({}), usual);
    // make hands on what nobody set.
    assert.deepEqual(loadInput({ CALLS: "", CONCURRENCY: "", APP: "", AT: "", CA: "" }), usual);
  });

  it("is taken as said", () => {
    const said = { CALLS: "100000", CONCURRENCY: "100", APP: "bookinfo", AT: "/api/v1?size=5", CA: "ca.pem" };
    const expected = { calls: 100_000, concurrency: 100, app: "bookinfo", path: "/api/v1?size=5", ca: "ca.pem" };
    assert.deepEqual(loadInput(said), expected);
    assert.equal(loadInput({ CALLS: "1", CONCURRENCY: "1", AT: "/" }).calls, 1);
  });

  for (const CALLS of ["0", "-1", "abc", "1.5", "1e3", "10_000_000", "100001", "١٠", " 5", "99999999999999999999"]) {
    it(`is not CALLS=${CALLS}`, () =>
      assert.throws(() => loadInput({ CALLS }), {
        message: `CALLS=${CALLS}: allowed is a whole number from 1 to 100000`,
      }));
  }

  it("is not more at a time than a hundred, nor than calls", () => {
    const refused = (CALLS: string, CONCURRENCY: string, message: string) =>
      assert.throws(() => loadInput({ CALLS, CONCURRENCY }), { message });
    refused("1000", "101", "CONCURRENCY=101: allowed is a whole number from 1 to 100");
    refused("1000", "0", "CONCURRENCY=0: allowed is a whole number from 1 to 100");
    refused("5", "6", "CONCURRENCY=6: allowed is a whole number from 1 to 5, one for each call");
  });

  for (const AT of [
    "productpage",
    "http://example.com/",
    "//other.example.com",
    "/a b",
    "/a#b",
    "/ä",
    "/a\r\nHost: b",
  ]) {
    it(`is not AT=${JSON.stringify(AT)}`, () =>
      assert.throws(() => loadInput({ AT }), {
        message: `AT=${AT}: allowed is a path such as /productpage or /catalogue?size=5`,
      }));
  }

  it("is told all that is wrong with it at once", () =>
    assert.throws(
      () => loadInput({ CALLS: "0", CONCURRENCY: "0", AT: "x" }),
      (error: Error) => {
        assert.deepEqual(
          error.message.split("\n").map((line) => line.split(":")[0]),
          ["CALLS=0", "CONCURRENCY=0", "AT=x"],
        );
        return true;
      },
    ));
});
