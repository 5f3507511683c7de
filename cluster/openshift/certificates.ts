import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Identity } from "../pki";
import { certify } from "../pki";
import { inOpenshift } from "./names";

/** Key and certificate, as files. */
export interface KeyPair {
  key: string;
  certificate: string;
}

/** A key and its certificate, signed by the cluster's CA: made once, and kept under that name. */
export function issue(
  name: string,
  { subject, names = [] }: Pick<Identity, "subject"> & { names?: readonly string[] },
): KeyPair {
  const folder = inOpenshift("certificates");
  const at = (file: string) => join(folder, file);
  const pair = { key: at(`${name}.key`), certificate: at(`${name}.crt`) };
  if (existsSync(pair.certificate)) return pair;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  certify(at, name, { subject, addresses: names.map((dns) => `DNS:${dns}`).join(",") });
  return pair;
}
