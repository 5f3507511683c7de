import assert from "node:assert/strict";
import type { LoadApp } from "../../../../commands/load/apps";
import { fortioArgs } from "../../../../commands/load/fortioArgs";
import { loadInput } from "../../../../commands/load/input";

describe("fortio's options for a load", () => {
  const app: LoadApp = { name: "bookinfo", title: "Bookinfo", host: "books.example.com", path: "/productpage" };
  const tls = { secret: "certificate", minVersion: "TLSV1_2", redirectHttp: true, clientCertificates: false } as const;
  const way = { host: "10.68.0.1", port: 30443 };
  const args = (said: Record<string, string>, of = app) => fortioArgs(loadInput(said), of, way).join(" ");

  it("are exactly these calls, as fast as they are answered, for the host at the gateway", () =>
    assert.equal(
      args({ CALLS: "7", CONCURRENCY: "2" }),
      "-timeout 25s -c 2 -n 7 -qps 0 -H Host: books.example.com http://10.68.0.1:30443/productpage",
    ));

  it("are for the path that was asked for", () =>
    assert.match(args({ AT: "/api/v1?a=1" }), / http:\S+:30443\/api\/v1\?a=1$/));

  it("are for HTTPS by the host's name, at the gateway's address", () => {
    const address = "-resolve 10.68.0.1 https://books.example.com:30443/productpage";
    assert.ok(args({}, { ...app, tls }).endsWith(`-H Host: books.example.com -k ${address}`));
    assert.ok(args({ CA: "ca.pem" }, { ...app, tls }).endsWith(`-cacert ca.pem ${address}`));
  });
});
