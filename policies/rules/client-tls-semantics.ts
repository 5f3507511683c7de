import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { isSet } from "../model/serverTls";
import { policiesOf } from "../model/trafficPolicies";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a DestinationRule, and the update stops there; where the webhook does not stand, clients cannot
begin TLS, or do not verify whom they talk to. Mode MUTUAL needs a client's certificate and key; a Secret (\`credentialName\`) holds all
of them, so that there are no files beside it; \`insecureSkipVerify\` turns off what certificates of authorities and names are for
([ClientTLSSettings](https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings)).`;

/** Whatever Istio's own validation asks of the TLS settings of clients, beyond their schema. */
export const clientTlsSemantics: Rule = {
  name: "client-tls-semantics",
  codes: ["IST0106"],
  description: "TLS settings of DestinationRules have the certificates that their mode needs, from one source.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a DestinationRule." },
  scope: "object",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule) {
    yield* despite(policiesOf(rule), (policy) => checkTls(rule, policy));
  },
};

const FILES = ["clientCertificate", "privateKey", "caCertificates", "caCrl"];

function* checkTls(rule: MeshObject, policy: Field): Iterable<Finding> {
  const tls = policy.get("tls");
  const mode = tls.get("mode").text;
  const credential = tls.get("credentialName").text ?? "";
  const [, namespace] = /^configmap:\/\/([^/]+)\/[^/]+/.exec(credential) ?? [];
  if (credential.startsWith("configmap://") && namespace !== (rule.namespace ?? namespace ?? "")) {
    const allowed = `"configmap://${rule.home}/<name>": one of the rule's own namespace`;
    const problem = "which is no ConfigMap that this rule may use";
    yield found(rule, tls.get("credentialName"), { problem, allowed, fix: "write a ConfigMap of this namespace" });
  }
  if (mode !== "SIMPLE" && mode !== "MUTUAL") return;
  if (tls.get("insecureSkipVerify").flag === true) {
    const without = ["caCertificates", "subjectAltNames", ...(mode === "SIMPLE" ? ["credentialName"] : [])];
    for (const field of without.map((name) => tls.get(name)).filter(isSet)) {
      const allowed = `${without.join(", ")} without insecureSkipVerify`;
      const problem = "but insecureSkipVerify turns off what it is for";
      yield found(rule, field, { problem, allowed, fix: "remove insecureSkipVerify, so that the server is verified" });
    }
  }
  if (credential !== "") {
    for (const field of FILES.map((name) => tls.get(name)).filter(isSet)) {
      const problem = "beside credentialName, whose Secret holds all certificates";
      yield found(rule, field, { problem, allowed: "credentialName or files", fix: "keep the one that is meant" });
    }
  } else if (mode === "MUTUAL" && !rule.partial) {
    for (const field of ["clientCertificate", "privateKey"].map((name) => tls.get(name)).filter((one) => !isSet(one))) {
      const allowed = "a file in the client's pod, or credentialName at a gateway";
      yield found(rule, field, { problem: "but mode MUTUAL needs it", allowed, fix: `write ${field.step}` });
    }
  }
}
