import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inCluster, kubeconfig, network, nodeName, ports } from "./layout";

const folder = inCluster("pki");
const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });

export const pki = (file: string): string => join(folder, file);
export const ca = pki("ca.crt");

/** Who a certificate speaks for. */
export interface Identity {
  /** As openssl writes it; Kubernetes takes the user from CN and the groups from O. */
  subject: string;
  /** Names and addresses of a server: "DNS:kubernetes,IP:10.0.0.1". */
  addresses?: string;
}

const identities: Record<string, Identity> = {
  apiserver: {
    subject: "/CN=kube-apiserver",
    addresses:
      `DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,` +
      `IP:${network.node},IP:${network.apiService}`,
  },
  etcd: { subject: "/CN=etcd", addresses: `IP:${network.node}` },
  kubelet: { subject: `/O=system:nodes/CN=system:node:${nodeName}`, addresses: `DNS:${nodeName},IP:${network.node}` },
  "controller-manager": { subject: "/CN=system:kube-controller-manager" },
  scheduler: { subject: "/CN=system:kube-scheduler" },
  proxy: { subject: "/CN=system:kube-proxy" },
  admin: { subject: "/O=system:masters/CN=admin" },
};

const days = "825";

const makeKey = (file: string) =>
  openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file);

/** Where a file of that name is. */
type Place = (file: string) => string;

/** Makes a key and its certificate, `name.key` and `name.crt`, signed by the cluster's authority. */
export function certify(at: Place, name: string, { subject, addresses }: Identity, authority: Place = pki): void {
  makeKey(at(`${name}.key`));
  openssl("req", "-new", "-key", at(`${name}.key`), "-subj", subject, "-out", at(`${name}.csr`));
  const usage = "extendedKeyUsage=clientAuth,serverAuth\n";
  writeFileSync(at(`${name}.ext`), usage + (addresses ? `subjectAltName=${addresses}\n` : ""));
  // Not from a file that counts: two processes may ask at a time.
  const serial = `0x${randomBytes(8).toString("hex")}`;
  openssl(
    ...["x509", "-req", "-in", at(`${name}.csr`), "-CA", authority("ca.crt"), "-CAkey", authority("ca.key")],
    ...["-set_serial", serial, "-days", days, "-extfile", at(`${name}.ext`), "-out", at(`${name}.crt`)],
  );
}

/** Makes the cluster's certificates and kubeconfigs once; they are renamed into place whole. */
export function ensurePki(): void {
  if (existsSync(folder)) return;
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  const at = (file: string) => join(making, file);
  makeKey(at("ca.key"));
  openssl(
    "req",
    "-x509",
    "-new",
    "-key",
    at("ca.key"),
    "-subj",
    "/CN=istio-mesh-local",
    "-days",
    days,
    "-out",
    at("ca.crt"),
  );
  makeKey(at("service-accounts.key"));
  openssl("pkey", "-in", at("service-accounts.key"), "-pubout", "-out", at("service-accounts.pub"));
  for (const [name, identity] of Object.entries(identities)) {
    certify(at, name, identity, at);
    writeFileSync(at(`${name}.kubeconfig`), kubeconfigFor(name, making), { mode: 0o600 });
  }
  renameSync(making, folder);
}

/** Writes .local/kubeconfig, the administrator's, with its certificates inside: usable from anywhere. */
export function writeAdminKubeconfig(): void {
  writeFileSync(kubeconfig, readFileSync(pki("admin.kubeconfig")), { mode: 0o600 });
}

function kubeconfigFor(name: string, from: string): string {
  const inline = (file: string) => readFileSync(join(from, file)).toString("base64");
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "istio-mesh-local",
          cluster: {
            server: `https://${network.node}:${ports.apiserver}`,
            "certificate-authority-data": inline("ca.crt"),
          },
        },
      ],
      users: [
        {
          name,
          user: { "client-certificate-data": inline(`${name}.crt`), "client-key-data": inline(`${name}.key`) },
        },
      ],
      contexts: [{ name: "istio-mesh-local", context: { cluster: "istio-mesh-local", user: name } }],
      "current-context": "istio-mesh-local",
    },
    null,
    2,
  );
}
