import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { freePort } from "../../../../commands/dashboards/freePort";

describe("A free port", () => {
  const servers: Server[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => once(server.close(), "close"))));
  const listen = async (port: number, host = "127.0.0.1") => {
    const server = createServer().listen(port, host);
    await once(server, "listening");
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };

  /** Above those that the system gives out by itself, and another one for each run of the tests. */
  const base = 61_000 + ((process.pid * 7) % 4000);

  it("is the wished one where nobody listens", async () => {
    const port = await freePort(base);
    assert.equal(await freePort(port), port);
    // It was only tried: it can be had.
    assert.equal(await listen(port), port);
  });

  it("is a later one where somebody listens, there or on every address", async () => {
    for (const host of ["127.0.0.1", "0.0.0.0"]) {
      const taken = await listen(await freePort(base), host);
      const port = await freePort(taken);
      assert.ok(port > taken && port < taken + 100);
    }
  });

  it("is none that was given away", async () => {
    const first = await freePort(base);
    assert.ok((await freePort(base, new Set([first]))) > first);
  });

  it("is looked for a hundred ports long, up to the last one", async () => {
    const all = new Set(Array.from({ length: 100 }, (_, i) => 42_000 + i));
    await assert.rejects(freePort(42_000, all), { message: "There is no free port at 127.0.0.1 from 42000 to 42099." });
    const last = new Set([65_534, 65_535]);
    await assert.rejects(freePort(65_534, last), /from 65534 to 65535/);
  });
});
