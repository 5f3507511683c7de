import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get as getPlain } from "node:http";
import { get, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { network } from "../../cluster/layout";
import { kubectl, run, shop } from "./support";

const gatewayNamespace = "istio-system";

/** Hosts that the local cluster's ingress gateway serves over HTTPS, with one certificate of their own. */
export class TlsHosts {
  private readonly folder = mkdtempSync(join(tmpdir(), "tls-"));
  private readonly certificate = join(this.folder, "tls.crt");

  constructor(
    private readonly secret: string,
    private readonly hosts: readonly string[],
  ) {}

  /** Makes the certificate and its Secret. */
  certify(): void {
    const key = join(this.folder, "tls.key");
    const names = this.hosts.map((host) => `DNS:${host}`).join(",");
    const subject = ["-subj", `/CN=${this.hosts[0]}`, "-addext", `subjectAltName=${names}`, "-days", "2"];
    const files = ["-keyout", key, "-out", this.certificate];
    const made = run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...files, ...subject]);
    assert.equal(made.code, 0, made.output);
    const of = ["-n", gatewayNamespace, `--cert=${this.certificate}`, `--key=${key}`];
    kubectl("create", "secret", "tls", this.secret, ...of);
  }

  /** The status of an answer over HTTPS. */
  status(host: string, options: RequestOptions = {}): Promise<number | undefined> {
    const ca = readFileSync(this.certificate, "utf8");
    const to = { host: network.node, port: httpsPort(), servername: host, ca, agent: false };
    return new Promise((resolve, reject) => {
      get({ ...to, ...options, headers: { Host: host, ...options.headers } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once("error", reject);
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    kubectl("delete", "secret", this.secret, "-n", gatewayNamespace, "--ignore-not-found");
  }
}

/** The gateway's port for HTTPS on the node's address. */
function httpsPort(): number {
  const path = 'jsonpath={.spec.ports[?(@.name=="https")].nodePort}';
  return Number(kubectl("get", "service", "istio-ingressgateway", "-n", gatewayNamespace, "-o", path));
}

/** What the gateway answers a host's callers over plain HTTP. */
export const overPlainHttp = (host: string): Promise<{ status?: number; location?: string }> =>
  new Promise((resolve, reject) => {
    getPlain(`${shop.gateway}/`, { headers: { Host: host }, agent: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, location: response.headers.location });
    }).once("error", reject);
  });
