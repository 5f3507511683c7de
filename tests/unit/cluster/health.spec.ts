import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type * as Health from "../../../cluster/health";
import { load, program, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("Whether a process serves", () => {
  const { path } = sandbox();
  const layout = () => ({ ...temporaryLayout(path()), network: { node: "127.0.0.1" } });
  const health = () => load<typeof Health>("cluster/health", { "cluster/layout": layout() });
  const serving = async (work: (port: number) => Promise<void>) => {
    const server = createServer(({ url }, response) => response.writeHead(url === "/well" ? 200 : 500).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await work(port).finally(() => server.close());
    return port;
  };

  it("is told by a command that may fail", () => {
    const { succeeds } = health();
    assert.equal(succeeds(program(path("bin", "no"), "exit 1"), []), false);
    assert.equal(succeeds(path("missing"), []), false);
    assert.equal(succeeds(program(path("bin", "yes"), '[ "$1" = well ]'), ["well"]), true);
  });

  it("is told by its port", async () => {
    const { listens } = health();
    const port = await serving(async (open) => assert.equal(await listens(open)(), true));
    assert.equal(await listens(port)(), false);
  });

  it("is told by its page", async () => {
    const { answers } = health();
    const port = await serving(async (open) => {
      assert.equal(await answers(`http://127.0.0.1:${open}/well`)(), true);
      assert.equal(await answers(`http://127.0.0.1:${open}/ill`)(), false);
    });
    assert.equal(await answers(`http://127.0.0.1:${port}/well`)(), false);
  });
});
