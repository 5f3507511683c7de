import assert from "node:assert/strict";
import { spawn, execFileSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, get, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import { connect, createServer as createListener, type AddressInfo, type Socket } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { until } from "../../../cluster/until";
import { root } from "./harness";

interface Call {
  url: string;
  status: number;
  answer?: unknown;
  error?: string;
}
interface Answer {
  service: string;
  version: string;
  pod: string;
  path: string;
  calls?: Call[];
}

async function freePort(): Promise<number> {
  const listener = createListener().listen(0);
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  await once(listener.close(), "close");
  return port;
}

/** A connection to a port, once something listens there. */
async function connected(port: number): Promise<Socket> {
  let socket: Socket | undefined;
  await until(
    `port ${port}`,
    10,
    () =>
      new Promise<boolean>((resolve) => {
        const trial = connect(port, "127.0.0.1");
        trial.once("connect", () => resolve(Boolean((socket = trial)))).once("error", () => resolve(false));
      }),
  );
  return socket as Socket;
}

describe("The stand-in for application images", function () {
  this.timeout(60_000);
  let folder: string;
  let port: number;
  let running: ChildProcess[] = [];
  let servers: Server[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "istio-mesh-"));
    execFileSync("go", ["build", "-o", join(folder, "stand-in"), "."], { cwd: join(root, "tools", "stand-in") });
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    port = await freePort();
  });
  afterEach(() => {
    for (const child of running) child.kill("SIGKILL");
    for (const server of servers) server.close().closeAllConnections();
    [running, servers] = [[], []];
  });

  const start = async (env: Record<string, string>, ready = port): Promise<ChildProcess> => {
    const child = spawn(join(folder, "stand-in"), [], {
      env: { STAND_IN_NAME: "orders", STAND_IN_VERSION: "0.4.7", ...env },
    });
    running.push(child);
    if (ready) (await connected(ready)).destroy();
    return child;
  };
  const serve = async (
    work: (request: IncomingMessage) => { status: number; body: string } | undefined,
  ): Promise<string> => {
    const server = createServer((request, response) => {
      const answer = work(request);
      if (answer) response.writeHead(answer.status).end(answer.body);
    }).listen(0);
    servers.push(server);
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const [response] = (await once(get({ port, path, headers, agent: false }), "response")) as [IncomingMessage];
    const { statusCode: status, headers: given } = response;
    return { status, type: given["content-type"], body: JSON.parse(await text(response)) as Answer };
  };

  it("answers any path with its name, version, pod and the path", async () => {
    await start({ STAND_IN_HTTP: String(port) });
    assert.deepEqual(await ask("/any/path?query=1"), {
      status: 200,
      type: "application/json",
      body: { service: "orders", version: "0.4.7", pod: hostname(), path: "/any/path" },
    });
  });

  it("listens on every port it is given", async () => {
    const other = await freePort();
    await start({ STAND_IN_HTTP: `${port},${other}` });
    (await connected(other)).destroy();
    assert.equal((await ask("/")).status, 200);
  });

  it("calls downstream in order, for the path that a request begins with, and shows what came back", async () => {
    const asked: string[] = [];
    const downstream = await serve(({ url = "" }) => {
      asked.push(url);
      return url === "/text" ? { status: 200, body: "not JSON" } : { status: 200, body: `{"path":"${url}"}` };
    });
    const calls = `/orders=${downstream}/user,${downstream}/carts,${downstream}/text;/=${downstream}/other`;
    await start({ STAND_IN_HTTP: String(port), STAND_IN_CALLS: calls });
    const { body } = await ask("/orders/1");
    assert.deepEqual(asked, ["/user", "/carts", "/text"]);
    assert.deepEqual(body.calls, [
      { url: `${downstream}/user`, status: 200, answer: { path: "/user" } },
      { url: `${downstream}/carts`, status: 200, answer: { path: "/carts" } },
      { url: `${downstream}/text`, status: 200 },
    ]);
    assert.deepEqual(
      (await ask("/health")).body.calls?.map(({ url }) => url),
      [`${downstream}/other`],
    );
  });

  it("passes the headers of a trace on, and no others", async () => {
    let got: IncomingHttpHeaders = {};
    const downstream = await serve(({ headers }) => ((got = headers), { status: 200, body: "{}" }));
    await start({ STAND_IN_HTTP: String(port), STAND_IN_CALLS: `/=${downstream}/` });
    const trace = {
      "x-request-id": "r",
      "x-b3-traceid": "t",
      "x-b3-spanid": "s",
      "x-b3-parentspanid": "p",
      "x-b3-sampled": "1",
      "x-b3-flags": "0",
      b3: "t-s-1",
      traceparent: "00-t-s-01",
      tracestate: "a=b",
      "end-user": "jason",
    };
    await ask("/", { ...trace, authorization: "secret", cookie: "c=1" });
    assert.deepEqual(Object.fromEntries(Object.keys(trace).map((name) => [name, got[name]])), trace);
    assert.equal(got.authorization ?? got.cookie, undefined);
  });

  it("answers with the first bad status from downstream, and still makes the other calls", async () => {
    const asked: string[] = [];
    const downstream = await serve(({ url = "" }) => (asked.push(url), { status: Number(url.slice(1)), body: "" }));
    const calls = `/=${[200, 503, 500, 204].map((status) => `${downstream}/${status}`).join()}`;
    await start({ STAND_IN_HTTP: String(port), STAND_IN_CALLS: calls });
    const { status, body } = await ask("/");
    assert.equal(status, 503);
    assert.deepEqual(
      body.calls?.map((call) => call.status),
      [200, 503, 500, 204],
    );
    assert.deepEqual(asked, ["/200", "/503", "/500", "/204"]);
  });

  it("answers 502 with the reason when nobody listens downstream", async () => {
    const nobody = await freePort();
    await start({ STAND_IN_HTTP: String(port), STAND_IN_CALLS: `/=http://127.0.0.1:${nobody}/` });
    const { status, body } = await ask("/");
    assert.equal(status, 502);
    assert.equal(body.calls?.[0]?.status, 502);
    assert.match(body.calls[0].error ?? "", /connection refused/);
  });

  it("gives up calling when its own caller has gone", async () => {
    const downstream = await serve(() => undefined);
    await start({ STAND_IN_HTTP: String(port), STAND_IN_CALLS: `/=${downstream}/` });
    const called = once(servers[0] as Server, "request");
    const caller = get({ port, path: "/", agent: false }).on("error", () => undefined);
    const [{ socket }] = (await called) as [IncomingMessage];
    caller.destroy();
    await once(socket, "close");
  });

  it("greets over TCP once the client has spoken", async () => {
    await start({ STAND_IN_TCP: String(port) });
    const socket = await connected(port);
    const greeting = once(socket, "data");
    assert.equal(socket.bytesRead, 0);
    socket.write("PING\r\n");
    assert.equal(String((await greeting)[0]), "orders 0.4.7\n");
    socket.destroy();
  });

  it("speaks first on MySQL's port", async function () {
    const taken = createListener().listen(3306);
    const free = await Promise.race([
      once(taken, "listening").then(() => true),
      once(taken, "error").then(() => false),
    ]);
    if (!free) this.skip();
    await once(taken.close(), "close");
    await start({ STAND_IN_TCP: "3306" }, 0);
    const socket = await connected(3306);
    assert.equal(String((await once(socket, "data"))[0]), "orders 0.4.7\n");
    socket.destroy();
  });

  it("answers what it began, then ends in order, on SIGTERM", async () => {
    let release: () => void = () => undefined;
    const server = createServer((_request, response) => {
      release = () => response.end("{}");
    }).listen(0);
    servers.push(server);
    await once(server, "listening");
    const downstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const child = await start({ STAND_IN_HTTP: String(port), STAND_IN_CALLS: `/=${downstream}/` });
    const answer = ask("/");
    await once(server, "request");
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const refused = () =>
      new Promise<boolean>((resolve) => {
        const trial = connect(port, "127.0.0.1");
        trial.once("connect", () => (trial.destroy(), resolve(false))).once("error", () => resolve(true));
      });
    await until("new connections to be refused", 10, refused);
    release();
    assert.equal((await answer).status, 200);
    assert.deepEqual(await ended, [0, null]);
  });

  it("ends on SIGTERM although a TCP client stays connected", async () => {
    const child = await start({ STAND_IN_TCP: String(port) });
    const socket = (await connected(port)).on("error", () => undefined);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
    socket.destroy();
  });

  it("ends with the reason when a port is taken", async () => {
    const taken = createListener().listen(0);
    await once(taken, "listening");
    const { port: busy } = taken.address() as AddressInfo;
    for (const variable of ["STAND_IN_HTTP", "STAND_IN_TCP"]) {
      const child = await start({ [variable]: String(busy) }, 0);
      const said = await text(child.stderr as NodeJS.ReadableStream);
      assert.match(said, /orders: listen tcp :\d+: bind: address already in use/);
    }
    taken.close();
  });

  it("only waits as `pause`", async () => {
    const child = spawn(join(folder, "stand-in"), ["pause"]);
    running.push(child);
    await once(child, "spawn");
    await until("the program to run", 10, () =>
      execFileSync("readlink", [`/proc/${child.pid}/exe`], { encoding: "utf8" }).includes("stand-in"),
    );
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });
});
