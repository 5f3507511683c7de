import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ca, pki } from "../pki";
import { inOpenshift } from "./names";

/** Who a certificate speaks for. */
export interface Identity {
  /** As openssl writes it; Kubernetes takes the user from CN and the groups from O. */
  subject: string;
  /** Names of a server. */
  names?: readonly string[];
}

/** Key and certificate, as files. */
export interface KeyPair {
  key: string;
  certificate: string;
}

const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });

/** A key and its certificate, signed by the cluster's CA: made once, and kept under that name. */
export function issue(name: string, { subject, names = [] }: Identity): KeyPair {
  const folder = inOpenshift("certificates");
  const at = (ending: string) => join(folder, `${name}.${ending}`);
  const pair = { key: at("key"), certificate: at("crt") };
  if (existsSync(pair.certificate)) return pair;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", pair.key);
  openssl("req", "-new", "-key", pair.key, "-subj", subject, "-out", at("csr"));
  const alternatives = names.map((dns) => `DNS:${dns}`).join(",");
  const usage = "extendedKeyUsage=clientAuth,serverAuth\n";
  writeFileSync(at("ext"), usage + (alternatives ? `subjectAltName=${alternatives}\n` : ""));
  const serial = `0x${randomBytes(8).toString("hex")}`;
  openssl(
    ...["x509", "-req", "-in", at("csr"), "-CA", ca, "-CAkey", pki("ca.key"), "-set_serial", serial],
    ...["-days", "825", "-extfile", at("ext"), "-out", pair.certificate],
  );
  return pair;
}
