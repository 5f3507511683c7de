import assert from "node:assert/strict";
import { until } from "../../cluster/until";
import { makeWell, stackFile } from "./support";
import { overPlainHttp, TlsHosts } from "./tlsHost";

const host = "hello.example.com";

export function ingressTls(): void {
  describe("a host under HTTPS at the ingress gateway (K1)", () => {
    const hosts = new TlsHosts("hello-certificate", [host]);
    after(() => hosts.remove());

    it("is served with the certificate of its Secret", async () => {
      hosts.certify();
      await makeWell("up", { STACK_FILE: stackFile("ownAppTls") });
      await until("an answer over HTTPS", 30, () =>
        hosts.status(host).then(
          (status) => status === 200,
          () => false,
        ),
      );
    });

    it("sends plain HTTP there", async () => {
      assert.deepEqual(await overPlainHttp(host), { status: 301, location: `https://${host}/` });
    });

    it("refuses an older TLS than its minimum version", async () => {
      assert.equal(await hosts.status(host, { minVersion: "TLSv1.3" }), 200);
      await assert.rejects(hosts.status(host, { maxVersion: "TLSv1.2" }), /protocol version|alert/i);
    });
  });
}
