import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { network, ports } from "../../../cluster/layout";
import type * as Pki from "../../../cluster/pki";
import { load, program, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("The cluster's certificates", () => {
  const { path } = sandbox();
  const folder = (...parts: string[]) => path("checkout", ".local", "cluster", ...parts);
  const pki = () => load<typeof Pki>("cluster/pki", { "cluster/layout": temporaryLayout(path()) });
  const certificate = (name: string) => new X509Certificate(readFileSync(folder("pki", `${name}.crt`)));

  it("are made once, whole, each for whom it speaks", () => {
    const { ensurePki, writeAdminKubeconfig } = pki();
    ensurePki();
    const ca = certificate("ca");
    assert.ok(ca.ca);
    for (const [name, subject] of [
      ["apiserver", "CN=kube-apiserver"],
      ["etcd", "CN=etcd"],
      ["kubelet", "O=system:nodes\nCN=system:node:local"],
      ["controller-manager", "CN=system:kube-controller-manager"],
      ["scheduler", "CN=system:kube-scheduler"],
      ["proxy", "CN=system:kube-proxy"],
      ["admin", "O=system:masters\nCN=admin"],
    ] as const) {
      assert.equal(certificate(name).subject, subject);
      assert.ok(certificate(name).verify(ca.publicKey), name);
      assert.equal(certificate(name).ca, false, name);
    }
    for (const name of ["apiserver", "etcd", "kubelet"]) assert.ok(certificate(name).checkIP(network.node), name);
    assert.ok(certificate("apiserver").checkIP(network.apiService));
    assert.ok(certificate("apiserver").checkHost("kubernetes.default.svc"));

    const keys = readdirSync(folder("pki")).filter((name) => /\.(key|kubeconfig)$/.test(name));
    for (const name of keys) assert.equal(statSync(folder("pki", name)).mode & 0o077, 0, name);
    assert.equal(statSync(folder("pki")).mode & 0o077, 0);

    const before = certificate("ca").fingerprint256;
    ensurePki();
    assert.equal(certificate("ca").fingerprint256, before);
    assert.equal(existsSync(folder("pki.making")), false);

    writeAdminKubeconfig();
    const admin = path("checkout", ".local", "kubeconfig");
    assert.equal(statSync(admin).mode & 0o077, 0);
    const { clusters, users } = JSON.parse(readFileSync(admin, "utf8")) as {
      clusters: { cluster: Record<string, string> }[];
      users: { user: Record<string, string> }[];
    };
    const decoded = (text = "") => Buffer.from(text, "base64").toString();
    assert.equal(clusters[0]?.cluster.server, `https://${network.node}:${ports.apiserver}`);
    assert.equal(
      new X509Certificate(decoded(clusters[0].cluster["certificate-authority-data"])).fingerprint256,
      before,
    );
    const shown = new X509Certificate(decoded(users[0]?.user["client-certificate-data"]));
    assert.equal(shown.fingerprint256, certificate("admin").fingerprint256);
  }).timeout(20_000);

  it("are not there at all when making them was interrupted, and are made anew", () => {
    const { ensurePki } = pki();
    const real = process.env.PATH;
    program(path("bin", "openssl"), `[ "$1" = pkey ] && exit 1; echo partial > "$(eval echo \\\${$#})"`);
    process.env.PATH = `${path("bin")}:${real}`;
    assert.throws(ensurePki);
    assert.equal(existsSync(folder("pki")), false);
    assert.ok(existsSync(folder("pki.making", "ca.key")));
    process.env.PATH = real;
    mkdirSync(folder("pki.making", "left"), { recursive: true });
    ensurePki();
    assert.ok(certificate("ca").ca);
    assert.equal(existsSync(folder("pki", "left")), false);
  }).timeout(20_000);
});
