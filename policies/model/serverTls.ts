import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "./field";
import type { MeshObject } from "./object";

const CERTIFICATES = [
  "serverCertificate",
  "privateKey",
  "caCertificates",
  "tlsCertificates",
  "credentialName",
  "credentialNames",
] as const;

/** Whether something other than an empty text or list is written there. */
export function isSet(field: Field): boolean {
  return field.isList ? field.items().length > 0 : !field.missing && field.value !== "";
}

/** PASSTHROUGH where nothing is written. */
export function modeOf(tls: Field): string {
  return tls.get("mode").text ?? "PASSTHROUGH";
}

export function isPassthrough(tls: Field): boolean {
  return ["PASSTHROUGH", "AUTO_PASSTHROUGH"].includes(modeOf(tls));
}

/** What Istio refuses of the TLS settings of a Gateway's server or a Sidecar's listener, beside what their schema refuses. */
export function* refusedServerTls(object: MeshObject, tls: Field): Iterable<Finding> {
  const mode = modeOf(tls);
  if (mode === "ISTIO_MUTUAL") {
    for (const field of CERTIFICATES.map((name) => tls.get(name)).filter(isSet)) {
      yield found(object, field, {
        problem: "but mode ISTIO_MUTUAL uses the mesh's own certificates",
        allowed: "no certificates",
        fix: "remove it, or write the mode that uses it",
      });
    }
    return;
  }
  yield* sources(object, tls);
  if (["SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"].includes(mode)) yield* missingCertificates(object, tls, mode);
}

function* sources(object: MeshObject, tls: Field): Iterable<Finding> {
  const files = isSet(tls.get("serverCertificate")) && isSet(tls.get("privateKey"));
  const named = ["credentialName", "credentialNames", "tlsCertificates"].filter((name) => isSet(tls.get(name)));
  // The schema itself refuses the lists together.
  const ofSchema = named.includes("credentialNames");
  if (named.length + (files ? 1 : 0) < 2 || (!files && ofSchema)) return;
  yield found(object, tls, {
    problem: `with several sources of its certificate: ${[...named, ...(files ? ["serverCertificate"] : [])].join(", ")}`,
    allowed: "one source: a Secret (credentialName), several (credentialNames), or files",
    fix: "keep the one that is meant",
  });
}

function* missingCertificates(object: MeshObject, tls: Field, mode: string): Iterable<Finding> {
  if (!isSet(tls.get("credentialName")) && !isSet(tls.get("credentialNames"))) {
    const lists = tls.get("tlsCertificates").items();
    for (const place of lists.length > 0 ? lists : [tls]) {
      for (const name of ["serverCertificate", "privateKey"]) {
        if (!isSet(place.get(name))) yield needed(object, place.get(name), mode);
      }
    }
    if (mode !== "SIMPLE" && !isSet(tls.get("caCertificates"))) yield needed(object, tls.get("caCertificates"), mode);
    if (mode === "SIMPLE" && isSet(tls.get("caCrl"))) yield revocations(object, tls.get("caCrl"));
  }
}

function needed(object: MeshObject, field: Field, mode: string): Finding {
  return found(object, field, {
    problem: `but mode ${mode} needs it, or a Secret`,
    allowed: "a file in the gateway's pod, or credentialName with the name of a Secret",
    fix: "write credentialName with the Secret that holds the certificate",
  });
}

function revocations(object: MeshObject, field: Field): Finding {
  return found(object, field, {
    problem: "but mode SIMPLE asks clients for no certificate that could be revoked",
    allowed: "a revocation list with mode MUTUAL",
    fix: "remove it, or write mode: MUTUAL",
  });
}

/** As Istio sorts them out (pkg/config/security). */
const CIPHERS = new Set([
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
  "ECDHE-ECDSA-AES128-SHA",
  "ECDHE-RSA-AES128-SHA",
  "ECDHE-ECDSA-AES256-SHA",
  "ECDHE-RSA-AES256-SHA",
  "AES128-GCM-SHA256",
  "AES256-GCM-SHA384",
  "AES128-SHA",
  "AES256-SHA",
  "DES-CBC3-SHA",
]);

/** What Istio only warns of in the same settings. */
export function* doubtfulServerTls(object: MeshObject, tls: Field): Iterable<Finding> {
  const minimum = tls.get("minProtocolVersion");
  const suites = tls.get("cipherSuites");
  if (["TLSV1_0", "TLSV1_1"].includes(minimum.text ?? "") && suites.items().length === 0) {
    yield found(object, minimum, {
      problem: "for which the default cipher suites do not do",
      allowed: '"TLSV1_2" or later, or cipher suites of that old version',
      fix: "write TLSV1_2, or cipherSuites that such clients know",
    });
  }
  const seen = new Set<string>();
  for (const suite of suites.items()) {
    const name = suite.text ?? "";
    const known = name === "" || name === "ALL" || !/^[\p{L}\p{N}]/u.test(name) || CIPHERS.has(name);
    if (known && !seen.has(name)) seen.add(name);
    else {
      yield found(object, suite, {
        problem: known ? "which stands there already" : "a cipher suite that Istio leaves out",
        allowed: [...CIPHERS].join(", "),
        fix: "remove it, or write the name that Envoy uses",
      });
    }
  }
  for (const field of [...CERTIFICATES, "caCrl"].map((name) => tls.get(name))) {
    if (!isPassthrough(tls) || !isSet(field)) continue;
    yield found(object, field, {
      problem: `which mode ${modeOf(tls)} does not use`,
      allowed: "no certificates where TLS passes through",
      fix: "remove it, or write mode: SIMPLE",
    });
  }
}
