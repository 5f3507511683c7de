import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  permissiveNamespaces: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Namespaces that are being migrated: PERMISSIVE is allowed there, as workloads without a proxy still call in.",
    ),
  plainPorts: z
    .array(z.int().min(1).max(65535))
    .default([])
    .describe(
      "Ports that may take plain text in portLevelMtls, such as those of metrics that a scraper outside reads.",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `\`PERMISSIVE\` and \`DISABLE\` let workloads take plain text: whoever reaches the pod's address reads and sends what it likes, with no
identity that an AuthorizationPolicy could check. Istio starts with PERMISSIVE so that workloads can move into the mesh one by one, and
its [security best practices](https://istio.io/latest/docs/ops/best-practices/security/#mutual-tls) ask to go on to \`STRICT\`
([migration](https://istio.io/latest/docs/tasks/security/authentication/mtls-migration/)); Kyverno's policy
[enforce-strict-mtls](https://kyverno.io/policies/istio/enforce-strict-mtls/enforce-strict-mtls/) asks for the same.

\`UNSET\`, and no mode at all, take over the mode of the namespace or of the mesh: they pass.`;

/** Plain text that workloads accept gets around everything that rests on identity. */
export const strictMtls: Rule<Config> = {
  name: "strict-mtls",
  codes: [],
  description: "PeerAuthentications ask for mutual TLS in mode STRICT, or leave the mode to what is around them.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "A weaker mode takes plain text from anybody who reaches the pod." },
  scope: "object",
  kinds: ["security.istio.io/PeerAuthentication"],
  config,
  *check(peer, _, config) {
    yield* checkMode(peer, peer.spec.at("mtls", "mode"), config);
    for (const [port, settings] of peer.spec.get("portLevelMtls").entries()) {
      if (!config.plainPorts.includes(Number(port))) yield* checkMode(peer, settings.get("mode"), config, port);
    }
  },
};

function* checkMode(peer: MeshObject, mode: Field, config: Config, port?: string): Iterable<Finding> {
  if (mode.missing || mode.value === "STRICT" || mode.value === "UNSET") return;
  const permissive = mode.value === "PERMISSIVE";
  if (permissive && config.permissiveNamespaces.length > 0 && config.permissiveNamespaces.includes(peer.home)) return;
  const namespace = peer.namespace === undefined ? "the namespace" : `"${peer.namespace}"`;
  const exception = port === undefined ? `add ${namespace} to permissiveNamespaces` : `add ${port} to plainPorts`;
  const allowed = port !== undefined || permissive;
  yield found(peer, mode, {
    problem: permissive || mode.value === "DISABLE" ? "which takes plain text" : "which is no mode of Istio",
    allowed: '"STRICT", or "UNSET" to take over what holds around it',
    fix: `set STRICT${allowed ? `; where callers without a proxy must still get in, ${exception} of this rule` : ""}`,
  });
}
