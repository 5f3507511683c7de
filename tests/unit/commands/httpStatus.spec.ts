import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createListener, type AddressInfo } from "node:net";
import { statusOf } from "../../../commands/httpStatus";

describe("statusOf", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close().closeAllConnections();
    server = undefined;
  });
  const serve = async (answer: RequestListener): Promise<string> => {
    server = createServer(answer).listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it("asks for the host by its name and path, and gives the status", async () => {
    const address = await serve(({ headers, url }, response) => {
      response.writeHead(headers.host === "shop.example.com" && url === "/cart?x=1" ? 200 : 404).end();
    });
    assert.equal(await statusOf(address, "shop.example.com", "/cart?x=1"), 200);
    assert.equal(await statusOf(address, "other.example.com", "/cart?x=1"), 404);
    assert.equal(await statusOf(address, "shop.example.com"), 404);
  });

  it("does not follow", async () => {
    const address = await serve((_request, response) => response.writeHead(302, { location: "/" }).end());
    assert.equal(await statusOf(address, "shop"), 302);
  });

  it("gives the status of an answer that is cut off", async () => {
    const address = await serve((_request, response) => {
      response.writeHead(503, { "content-length": 100 }).write("half", () => response.destroy());
    });
    assert.equal(await statusOf(address, "shop"), 503);
  });

  it("gives nothing where nobody answers", async () => {
    const address = await serve((request) => request.socket.destroy());
    assert.equal(await statusOf(address, "shop"), undefined);
    const listener = createListener().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as AddressInfo;
    await once(listener.close(), "close");
    assert.equal(await statusOf(`http://127.0.0.1:${port}`, "shop"), undefined);
  });
});
