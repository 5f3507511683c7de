import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { ApiError } from "../../../../cluster/openshift/api";
import { Api } from "../../../../cluster/openshift/api";
import { until } from "../../../../cluster/until";
import { file, sandbox } from "../../tools/harness";

describe("The simulations' client of the API server", () => {
  const { path } = sandbox();
  let server: Server;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  let kubeconfig = "";

  beforeEach(async () => {
    const [key, cert] = [path("key"), path("crt")];
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=test"],
        ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
      ],
      { stdio: "ignore" },
    );
    const [keyText, certText] = [readFileSync(key), readFileSync(cert)];
    server = createServer({ key: keyText, cert: certText, ca: certText, requestCert: true }, (request, response) =>
      handle(request, response),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    const base64 = (text: Buffer) => text.toString("base64");
    const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cluster = { server: address, "certificate-authority-data": base64(certText) };
    const user = { "client-certificate-data": base64(certText), "client-key-data": base64(keyText) };
    kubeconfig = file(path("kubeconfig"), JSON.stringify({ clusters: [{ cluster }], users: [{ user }] }));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it("fails with the API server's own words and status", async () => {
    handle = (_, response) => response.writeHead(409).end('{"message":"pods \\"a\\" already exists"}');
    await assert.rejects(new Api(kubeconfig).create("/api/v1/pods", {}), (error: ApiError) => {
      assert.deepEqual([error.status, error.message], [409, 'pods "a" already exists']);
      return true;
    });
  });

  it("names the call where the answer has no words", async () => {
    handle = (_, response) => response.writeHead(503).end("upstream");
    await assert.rejects(new Api(kubeconfig).get("/version"), /GET \/version: 503/);
  });

  it("sends a patch as one to be merged", async () => {
    let type = "";
    handle = (request, response) => {
      type = request.headers["content-type"] ?? "";
      response.end("{}");
    };
    await new Api(kubeconfig).merge("/api/v1/nodes/a", { metadata: {} });
    assert.equal(type, "application/merge-patch+json");
  });

  it("follows what is added, changed and deleted, and begins anew when the connection ends", async () => {
    const object = (name: string, version: string) => ({
      metadata: { name, namespace: "shop", resourceVersion: version },
    });
    let lists = 0;
    let watch: ServerResponse | undefined;
    handle = (request, response) => {
      if (request.url?.includes("watch=true")) return void (watch = response.writeHead(200)).flushHeaders();
      lists += 1;
      response.end(JSON.stringify({ metadata: { resourceVersion: "5" }, items: [object("a", String(lists))] }));
    };
    const event = (type: string, one: object) => watch?.write(`${JSON.stringify({ type, object: one })}\n`);
    let changes = 0;
    const known = new Api(kubeconfig).follow("/api/v1/pods", () => changes++);
    const versions = () => [...known].map(([name, { metadata }]) => `${name}@${metadata.resourceVersion}`).join(" ");
    await until("the watch", 5, () => watch !== undefined);
    assert.deepEqual([versions(), changes], ["shop/a@1", 1]);
    event("ADDED", object("b", "6"));
    event("MODIFIED", object("b", "7"));
    event("BOOKMARK", object("", "8"));
    event("DELETED", object("a", "9"));
    await until("three changes", 5, () => changes === 4);
    assert.equal(versions(), "shop/b@7");
    watch?.end();
    await until("a second list", 5, () => lists === 2 && changes === 5);
    assert.equal(versions(), "shop/a@2");
  });
});
