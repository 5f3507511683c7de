import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get as getPlain } from "node:http";
import { get, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { network } from "../../cluster/layout";
import { until } from "../../cluster/until";
import { kubectl, makeWell, run, shop, stackFile } from "./support";

const host = "hello.example.com";
const secret = ["hello-certificate", "-n", "istio-system"];

/** The gateway's port for HTTPS on the node's address. */
function httpsPort(): number {
  const path = 'jsonpath={.spec.ports[?(@.name=="https")].nodePort}';
  return Number(kubectl("get", "service", "istio-ingressgateway", "-n", "istio-system", "-o", path));
}

const secure = (ca: string, options: RequestOptions = {}): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const to = { host: network.node, port: httpsPort(), servername: host, ca, agent: false, headers: { Host: host } };
    get({ ...to, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once("error", reject);
  });

const redirected = (): Promise<{ status?: number; location?: string }> =>
  new Promise((resolve, reject) => {
    getPlain(`${shop.gateway}/`, { headers: { Host: host }, agent: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, location: response.headers.location });
    }).once("error", reject);
  });

export function ingressTls(): void {
  describe("a host under HTTPS at the ingress gateway (K1)", () => {
    const folder = mkdtempSync(join(tmpdir(), "tls-"));
    const [key, certificate] = [join(folder, "tls.key"), join(folder, "tls.crt")];
    after(() => {
      rmSync(folder, { recursive: true, force: true });
      kubectl("delete", "secret", ...secret, "--ignore-not-found");
    });

    it("is served with the certificate of its Secret", async () => {
      const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`, "-days", "2"];
      const made = run("openssl", [
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate],
        ...subject,
      ]);
      assert.equal(made.code, 0, made.output);
      kubectl("create", "secret", "tls", ...secret, `--cert=${certificate}`, `--key=${key}`);
      await makeWell("up", { STACK_FILE: stackFile("ownAppTls") });
      const ca = readFileSync(certificate, "utf8");
      await until("an answer over HTTPS", 30, () =>
        secure(ca).then(
          (status) => status === 200,
          () => false,
        ),
      );
    });

    it("sends plain HTTP there", async () => {
      assert.deepEqual(await redirected(), { status: 301, location: `https://${host}/` });
    });

    it("refuses an older TLS than its minimum version", async () => {
      const ca = readFileSync(certificate, "utf8");
      assert.equal(await secure(ca, { minVersion: "TLSv1.3" }), 200);
      await assert.rejects(secure(ca, { maxVersion: "TLSv1.2" }), /protocol version|alert/i);
    });
  });
}
