import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Content } from "../model/credentials";
import { contentOf, credentialNamed, faultOf, hasAuthority, isMadeByOperator } from "../model/credentials";
import type { Field } from "../model/field";
import { isKnownAt } from "../model/known";
import { readLabels } from "../model/labels";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import { surelySelected } from "../model/selectables";
import type { Rule } from "../rule";

const config = z.strictObject({
  secretsElsewhere: z
    .array(z.string())
    .default([])
    .describe('Secrets that others make in the gateway\'s namespace, by their names, such as "shop-example-com-cert".'),
});

type Config = z.infer<typeof config>;

const WHY = `A Gateway's \`credentialName\` names a Secret in the namespace of the gateway's pods, not in its own. Without that Secret, or
with one that Istio cannot read, the port answers no TLS handshake: clients see the connection reset
([Istio: secure gateways](https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#troubleshooting),
[istioctl analyze: InvalidGatewayCredential](https://istio.io/latest/docs/reference/config/analysis/ist0161/)).

A Secret is missed where the stack holds the namespace of the gateway's pods. One that cert-manager, External Secrets, Sealed Secrets
or the Secrets Store driver makes by an object in the stack is there; name others in \`secretsElsewhere\`.

Of a Secret in the stack, Istio needs \`tls.crt\` and \`tls.key\`, or \`cert\` and \`key\`, with a certificate in PEM that is valid today;
for the modes MUTUAL and OPTIONAL_MUTUAL also \`ca.crt\` (or \`cacert\`), there or in a Secret \`<name>-cacert\`. Findings show nothing of
what a Secret holds.`;

/** A Gateway whose certificate is not where Istio looks for it refuses every TLS connection. */
export const credentialExists: Rule<Config> = {
  name: "credential-exists",
  codes: ["IST0101", "IST0161"],
  description: "TLS credentials of a Gateway are valid Secrets in the namespace of the gateway's pods.",
  why: WHY,
  enforcement: { level: "advisory", reason: "People and operators outside of the stack often make these Secrets." },
  scope: "stack",
  kinds: ["networking.istio.io/Gateway"],
  config,
  *check(gateway, mesh, { secretsElsewhere }) {
    const homes = homesOf(gateway, mesh);
    if (homes.length === 0) return;
    for (const server of gateway.spec.get("servers").items()) {
      const tls = server.get("tls");
      for (const field of [tls.get("credentialName"), ...tls.get("credentialNames").items()]) {
        const named = field.text ? credentialNamed(field.text) : undefined;
        if (!named || secretsElsewhere.includes(named.name)) continue;
        const where = named.namespace === undefined ? homes : [named.namespace];
        yield* checkSecret({ gateway, tls, field }, named.name, where, mesh);
      }
    }
  },
};

/** The namespaces of the pods that a Gateway selects; none where they are not known for certain. */
function homesOf(gateway: MeshObject, mesh: Mesh): string[] {
  const pods = surelySelected(readLabels(gateway.spec.get("selector")), mesh) ?? [];
  return [...new Set(pods.map(({ namespace }) => namespace))];
}

/** A server's credential. */
interface Credential {
  gateway: MeshObject;
  tls: Field;
  field: Field;
}

function* checkSecret(credential: Credential, name: string, homes: readonly string[], mesh: Mesh): Iterable<Finding> {
  const { gateway, field } = credential;
  const secret = homes.flatMap((home) => mesh.find("core", "Secret", home, name) ?? [])[0];
  if (secret) {
    const content = contentOf(secret);
    if (content) yield* checkContent(credential, secret, content, mesh);
  } else if (homes.every((home) => isMissing(mesh, home, name))) {
    const where = anyOf(homes);
    yield found(gateway, field, {
      problem: `but namespace ${where}, where the gateway's pods run, has no such Secret`,
      allowed: `a Secret in namespace ${where}${existing(homes, mesh)}`,
      fix: `make the Secret in namespace ${where}, or list it in secretsElsewhere of this rule if others make it`,
      codes: codesAt(field, "IST0101"),
    });
  }
}

/** istioctl looks at `credentialName` only, not at the list `credentialNames`. */
function codesAt({ step }: Field, code: string): string[] {
  return step === "credentialName" ? [code] : [];
}

function isMissing(mesh: Mesh, namespace: string, name: string): boolean {
  const named = mesh.once(`credential-exists: all Secrets are named in ${namespace}`, () =>
    mesh.ofKindIn("core", "Secret", namespace).every(({ root }) => isKnownAt(root, "metadata", "name")),
  );
  const there = mesh.find("core", "Secret", namespace, name) ?? isMadeByOperator(mesh, namespace, name);
  return mesh.holds(namespace) && named && !there;
}

function existing(homes: readonly string[], mesh: Mesh): string {
  return mesh.once(`credential-exists: Secrets in ${homes.join()}`, () => {
    const names = anyOf(homes.flatMap((home) => mesh.ofKindIn("core", "Secret", home)).map((one) => one.name));
    return names === "" ? "" : `: ${names}`;
  });
}

function* checkContent(credential: Credential, secret: MeshObject, content: Content, mesh: Mesh): Iterable<Finding> {
  const { gateway, field, tls } = credential;
  const say = (fault: string, allowed: string, codes: string[]) =>
    found(gateway, field, {
      problem: `but that Secret in namespace "${secret.home}" ${fault}`,
      allowed,
      fix: `correct Secret "${secret.name}"`,
      codes,
    });
  const unreadable = [...content].filter(([, value]) => value === null).map(([key]) => key);
  // The API server refuses such a Secret, so that there is none.
  if (unreadable.length > 0) {
    yield say(`has no base64 under ${anyOf(unreadable)}`, "base64", codesAt(field, "IST0101"));
    return;
  }
  const fault = faultOf(content);
  if (fault) yield say(fault, "tls.crt with a valid certificate in PEM, and tls.key", codesAt(field, "IST0161"));
  const mutual = ["MUTUAL", "OPTIONAL_MUTUAL"].includes(tls.get("mode").text ?? "");
  if (!mutual || hasAuthority(content) || !tls.get("caCertCredentialName").missing) return;
  if (!isMissing(mesh, secret.home, `${secret.name}-cacert`)) return;
  yield say(
    "has no ca.crt, by which to check the clients' certificates",
    "ca.crt with the authority's certificate",
    [],
  );
}
