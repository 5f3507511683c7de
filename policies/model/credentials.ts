import { X509Certificate } from "node:crypto";
import type { Mesh } from "../mesh";
import { isKnownAt, isWhollyKnown, knownGet, knownItems, knownText } from "./known";
import type { MeshObject } from "./object";

/** The Secret that a `credentialName` of a Gateway means. */
export interface CredentialName {
  name: string;
  /** Undefined: that of the gateway's pods. */
  namespace: string | undefined;
}

/** `name`, `kubernetes://name` or `kubernetes://namespace/name`; undefined for what names no Secret (`builtin://`, `configmap://`). */
export function credentialNamed(written: string): CredentialName | undefined {
  const plain = written.replace(/^kubernetes:\/\//, "");
  if (plain.includes("://")) return undefined;
  const [first = "", second] = plain.split("/");
  return second === undefined ? { name: first, namespace: undefined } : { name: second, namespace: first };
}

/** Objects by which operators make Secrets, and where each names the Secret; where it does not, it has the object's own name. */
const MAKERS: [group: string, kind: string, steps: string[]][] = [
  ["cert-manager.io", "Certificate", ["spec", "secretName"]],
  ["external-secrets.io", "ExternalSecret", ["spec", "target", "name"]],
  ["bitnami.com", "SealedSecret", ["spec", "template", "metadata", "name"]],
];

/** Whether an operator makes that Secret, or may: from an object in the stack whose Secret's name or namespace is not known yet. */
export function isMadeByOperator(mesh: Mesh, namespace: string, name: string): boolean {
  const made = mesh.once("credentials: made", () => new Set(secretsMade(mesh)));
  return made.has(`${namespace}/${name}`) || made.has(ANY);
}

const ANY = "*";

function* secretsMade(mesh: Mesh): Iterable<string> {
  for (const [group, kind, steps] of MAKERS) {
    for (const object of mesh.ofKind(group, kind)) {
      const known = isKnownAt(object.root, ...steps) && isKnownAt(object.root, "metadata", "namespace");
      yield known ? `${object.home}/${knownText(steps.reduce(knownGet, object.root)) ?? object.name}` : ANY;
    }
  }
  for (const { home, root, spec } of mesh.ofKind("secrets-store.csi.x-k8s.io", "SecretProviderClass")) {
    const secrets = knownGet(spec, "secretObjects");
    if (!isKnownAt(root, "spec", "secretObjects") || !isWhollyKnown(secrets)) yield ANY;
    for (const one of knownItems(secrets)) {
      const name = knownGet(one, "secretName");
      yield name.unknown ? ANY : `${home}/${name.text ?? ""}`;
    }
  }
}

/** What a Secret holds, by its keys; undefined where something that matters is not known yet. A value that is no base64 is null. */
export type Content = ReadonlyMap<string, Buffer | null>;

export function contentOf({ root, partial }: MeshObject): Content | undefined {
  if (partial) return undefined;
  const content = new Map<string, Buffer | null>();
  for (const part of ["data", "stringData"]) {
    if (!isKnownAt(root, part)) return undefined;
    for (const [key, value] of root.get(part).entries()) {
      if (value.unknown) return undefined;
      const text = value.text ?? "";
      content.set(key, part === "data" ? decoded(text) : Buffer.from(text));
    }
  }
  return content;
}

function decoded(text: string): Buffer | null {
  const plain = text.replace(/[\r\n]/g, "");
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain) ? Buffer.from(plain, "base64") : null;
}

/** The keys under which Istio looks for a certificate and its key, in this order: the Secret of any type, then that of type `kubernetes.io/tls`. */
const PAIRS = [
  ["cert", "key"],
  ["tls.crt", "tls.key"],
] as const;

/** What Istio refuses in a server's credential, without a word of what the Secret holds; undefined if nothing. */
export function faultOf(content: Content): string | undefined {
  const pair = PAIRS.find((keys) => keys.every((key) => content.get(key)?.length));
  if (!pair) return "has neither tls.crt and tls.key nor cert and key with a value";
  const der = firstBlock(content.get(pair[0])?.toString("latin1") ?? "");
  if (!der) return `has no PEM block under ${pair[0]}`;
  try {
    const { validFrom, validTo } = new X509Certificate(der);
    if (Date.parse(validTo) < Date.now()) return `has a certificate that expired on ${day(validTo)}`;
    return Date.parse(validFrom) > Date.now() ? `has a certificate that is valid from ${day(validFrom)} on` : undefined;
  } catch {
    return `has no certificate under ${pair[0]}`;
  }
}

/** Whether the Secret brings the certificates by which a gateway checks those of its clients. */
export function hasAuthority(content: Content): boolean {
  return ["cacert", "ca.crt"].some((key) => content.get(key)?.length);
}

function day(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}

/** What the first PEM block of a text encodes. */
function firstBlock(written: string): Buffer | undefined {
  const text = written.replaceAll("\r", "");
  const start = text.indexOf("-----BEGIN ");
  const body = text.indexOf("-----\n", start + 1);
  const end = text.indexOf("\n-----END ", body);
  return start < 0 || body < 0 || end < 0 ? undefined : Buffer.from(text.slice(body + 6, end), "base64");
}
