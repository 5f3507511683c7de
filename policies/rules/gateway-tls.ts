import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { hostsOf } from "../model/gateways";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const VERSIONS: readonly string[] = ["TLSV1_0", "TLSV1_1", "TLSV1_2", "TLSV1_3"];

const config = z.strictObject({
  minProtocolVersion: z
    .enum(["TLSV1_2", "TLSV1_3"])
    .default("TLSV1_2")
    .describe("The oldest version of TLS that servers may take. With TLSV1_3 each server that ends TLS has to say so."),
});

type Config = z.infer<typeof config>;

const WHY = `TLS 1.0 and 1.1 are broken, and forbidden by [RFC 8996](https://www.rfc-editor.org/rfc/rfc8996). Istio's gateways start at TLS 1.2
where nothing is written
([ServerTLSSettings](https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings)): an older \`minProtocolVersion\`,
or such a \`maxProtocolVersion\`, lets clients, and whoever stands between, talk the gateway down to them.

Mode \`AUTO_PASSTHROUGH\` leads a caller to any Service of the mesh that it names in its server name, past every VirtualService. It is for the
[east-west gateway](https://istio.io/latest/docs/setup/install/multicluster/primary-remote_multi-network/#expose-services-in-cluster1)
between clusters, whose hosts are \`*.local\`, and for no other.`;

/** At the edge, everybody may call: with old TLS, or around all routes. */
export const gatewayTls: Rule<Config> = {
  name: "gateway-tls",
  codes: [],
  description: "Gateways take no TLS before 1.2, and pass calls on unread to hosts of the mesh only between clusters.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Old TLS can be broken, and AUTO_PASSTHROUGH opens every Service to the outside.",
  },
  scope: "object",
  kinds: ["networking.istio.io/Gateway"],
  config,
  *check(gateway, _, config) {
    for (const server of gateway.spec.get("servers").items()) {
      const tls = server.get("tls");
      const mode = tls.get("mode").text ?? "PASSTHROUGH";
      if (mode === "AUTO_PASSTHROUGH") yield* checkHosts(gateway, server);
      else if (mode !== "PASSTHROUGH") yield* checkVersions(gateway, tls, config);
    }
  },
};

function* checkVersions(gateway: MeshObject, tls: Field, { minProtocolVersion: least }: Config): Iterable<Finding> {
  for (const name of ["minProtocolVersion", "maxProtocolVersion"]) {
    const version = tls.get(name);
    const unsaid = version.missing || version.text === "TLS_AUTO";
    // Unsaid, a gateway takes TLS 1.2 and later: its most recent is recent enough.
    const written = unsaid ? (name === "minProtocolVersion" ? "TLSV1_2" : "TLSV1_3") : (version.text ?? "");
    if (!VERSIONS.includes(written) || VERSIONS.indexOf(written) >= VERSIONS.indexOf(least)) continue;
    yield found(gateway, version, {
      problem: `which lets clients use TLS before ${least.replace("TLSV", "").replace("_", ".")}`,
      allowed: VERSIONS.slice(VERSIONS.indexOf(least))
        .map((one) => `"${one}"`)
        .join(" or "),
      fix: `set ${least}`,
    });
  }
}

/** https://istio.io/latest/docs/setup/install/multicluster/: the hosts of east-west gateways are those of Services. */
function* checkHosts(gateway: MeshObject, server: Field): Iterable<Finding> {
  for (const { field, name } of hostsOf(server)) {
    if (/\.(local|global)$/.test(name)) continue;
    yield found(gateway, field, {
      problem: "but mode AUTO_PASSTHROUGH leads callers to any Service that they name, past all VirtualServices",
      allowed: '"*.local", at the east-west gateway between clusters',
      fix: "use mode SIMPLE or MUTUAL to end TLS here, or PASSTHROUGH with a VirtualService that matches the server name",
    });
  }
}
