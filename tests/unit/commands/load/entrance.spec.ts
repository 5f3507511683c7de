import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { accepts } from "../../../../cluster/accepts";
import { entrance } from "../../../../commands/load/entrance";
import type { GatewayAddress } from "../../../../commands/gatewayAddress";
import type { ForwardTarget } from "../../../../commands/portForward";

describe("The way to the gateway", () => {
  let server: Server;
  let [opened, closed, received]: [ForwardTarget[], number, string] = [[], 0, ""];
  beforeEach(async () => {
    [opened, closed, received] = [[], 0, ""];
    server = createServer((socket) => {
      socket.on("data", (data) => (received += data.toString())).on("error", () => undefined);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => (server.listening ? once(server.close(), "close") : undefined));
  const port = () => (server.address() as AddressInfo).port;

  const way = (address: GatewayAddress, scheme: "http" | "https" = "http") =>
    entrance({ namespace: "istio-system", service: "gateway" }, scheme, {
      gatewayAddress: (_gateway, asked) => (assert.equal(asked, scheme), address),
      open: (target, { detached }) => {
        assert.equal(detached, true);
        opened.push(target);
        return Promise.resolve({
          port: 4711,
          ended: new Promise<string>(() => undefined),
          close: () => Promise.resolve(void (closed += 1)),
        });
      },
      signal: new AbortController().signal,
    });
  const forwarded = [{ namespace: "istio-system", name: "service/gateway", port: 80 }];

  it("is its own address where that takes a connection, tried without a call", async () => {
    const found = await way({ address: `http://127.0.0.1:${port()}`, port: 80 });
    assert.deepEqual([found.host, found.port, found.through], ["127.0.0.1", port(), undefined]);
    await found.close();
    assert.deepEqual(opened, []);
    assert.equal(received, "");
  });

  it("is a port-forward where it has no address outside", async () => {
    const found = await way({ port: 80 });
    assert.deepEqual([found.host, found.port], ["127.0.0.1", 4711]);
    assert.equal(found.through, "kubectl port-forward: it has no address outside of the cluster");
    assert.deepEqual(opened, forwarded);
    await found.close();
    assert.equal(closed, 1);
  });

  it("is a port-forward where its address takes no connection from here", async () => {
    const address = `http://127.0.0.1:${port()}`;
    await once(server.close(), "close");
    const { through } = await way({ address, port: 80 });
    assert.equal(through, `kubectl port-forward: ${address} takes no connection from here`);
    assert.deepEqual(opened, forwarded);
  });

  it("is none where the gateway has no port for it", async () => {
    await assert.rejects(way({}, "https"), { message: "Service istio-system/gateway has no port for https." });
  });

  it("is tried by a connection alone", async () => {
    assert.equal(await accepts("127.0.0.1", port(), 3000), true);
    assert.equal(await accepts("[::ffff:127.0.0.1]", port(), 3000), true);
    const closedPort = port();
    await once(server.close(), "close");
    assert.equal(await accepts("127.0.0.1", closedPort, 3000), false);
  });
});
