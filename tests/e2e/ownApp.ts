import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { acceptance } from "../../scenarios/statistics";
import { kubectl, makeWell, shop, stackFile } from "./support";

const host = "hello.example.com";
const calls = 1000;
/** The risk that a right mesh fails this check. */
const risk = 1e-4;

/** The service that answers, by name: the stand-ins of the two images say which they are. */
const answering = (): Promise<string> =>
  new Promise((resolve, reject) => {
    get(`${shop.gateway}/`, { headers: { Host: host }, agent: false }, (response) => {
      let text = "";
      response.on("data", (data: Buffer) => (text += data.toString()));
      response.on("end", () => resolve((JSON.parse(text) as { service: string }).service));
    }).once("error", reject);
  });

export function ownApp(): void {
  describe("a person's own app, by a stack file alone", () => {
    it("is at most 15 lines", () => {
      const lines = readFileSync(stackFile("ownApp"), "utf8").trim().split("\n");
      assert.ok(lines.length <= 15, `${lines.length} lines`);
    });

    it("is served at its host, 90:10 between its versions", async () => {
      await makeWell("up", { STACK_FILE: stackFile("ownApp") });
      const seen: string[] = [];
      for (let call = 0; call < calls; call++) seen.push(await answering());
      const canary = seen.filter((service) => service === "catalogue").length;
      assert.equal(canary + seen.filter((service) => service === "carts").length, calls);
      const { from, to } = acceptance(calls, 0.1, risk);
      assert.ok(canary >= from && canary <= to, `${canary} of ${calls} reached the canary, expected ${from}–${to}`);
    });

    it("has its timeout, its retries and its canary for callers from outside and from within", () => {
      for (const name of ["hello", "hello-ingress"]) {
        const found = kubectl("get", "virtualservice", name, "-n", "hello", "-o", "json");
        const { spec } = JSON.parse(found) as { spec: { http: { timeout: string; retries: object }[] } };
        assert.equal(spec.http[0]?.timeout, "2s");
        assert.deepEqual(spec.http[0]?.retries, {
          attempts: 3,
          perTryTimeout: "500ms",
          retryOn: "connect-failure,refused-stream,unavailable,cancelled",
        });
      }
    });
  });
}
