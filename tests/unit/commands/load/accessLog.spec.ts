import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { AccessLog } from "../../../../commands/load/accessLog";
import { file, sandbox } from "../../tools/harness";

/** A line as fortio 1.63 writes it. */
const line = (details: string, latency = 0.34617, iter = 0): string =>
  `{"latency":${latency.toFixed(6)},"timestamp":1796078344957392700,"thread":0,"iter":${iter},"ok":true,"details":"${details}"}\n`;

describe("fortio's access log", () => {
  const { path } = sandbox();

  it("is empty before it is there", () => {
    const log = new AccessLog(path("missing"));
    log.read();
    assert.deepEqual(log.calls, []);
  });

  it("gives each call once, by its status, its seconds and its begin", () => {
    const log = new AccessLog(file(path("log"), line("200") + line("503", 1.5)));
    log.read();
    log.read();
    const at = 1796078344.9573927;
    assert.deepEqual(log.calls, [
      { code: 200, latency: 0.34617, at },
      { code: 503, latency: 1.5, at },
    ]);
    appendFileSync(path("log"), line("-1"));
    log.read();
    assert.deepEqual(log.calls[2], { code: undefined, latency: 0.34617, at });
  });

  it("waits for the rest of a line", () => {
    const text = line("200");
    for (let cut = 1; cut < text.length; cut += 13) {
      const log = new AccessLog(file(path("log"), text.slice(0, cut)));
      log.read();
      assert.equal(log.calls.length, 0);
      appendFileSync(path("log"), text.slice(cut) + line("404"));
      log.read();
      assert.deepEqual(
        log.calls.map(({ code }) => code),
        [200, 404],
      );
    }
  });

  it("is read whole, however long", () => {
    const log = new AccessLog(file(path("log"), Array.from({ length: 5000 }, (_, i) => line("200", 0.1, i)).join("")));
    log.read();
    assert.equal(log.calls.length, 5000);
  });

  for (const text of [
    "no JSON",
    "{}",
    '{"latency":1,"timestamp":1,"details":"OK"}',
    '{"latency":"1","timestamp":1,"details":"200"}',
  ]) {
    it(`is not ${text}`, () => {
      const log = new AccessLog(file(path("log"), `${text}\n`));
      assert.throws(() => log.read(), { message: `this is not a line of fortio's access log: ${text}` });
    });
  }
});
