import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { doubtfulServerTls } from "../model/serverTls";
import * as syntax from "../model/syntax";
import type { Rule } from "../rule";

const WHY = `istiod accepts these objects and warns of them: a part of what is written has no effect.

- Cipher suites that Envoy does not know, or twice, are left out; TLS below 1.2 needs suites of its time; certificates are not used where
  TLS passes through ([ServerTLSSettings](https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings)).
- A redirect to HTTPS is an answer of HTTP: other protocols have none.
- Hosts of a Sidecar that another one covers already say nothing; pools for HTTP do not act at ports of other protocols
  ([Sidecar](https://istio.io/latest/docs/reference/config/networking/sidecar/)).`;

/** What Istio's own validation warns of in Gateways and Sidecars. */
export const listenerWarnings: Rule = {
  name: "listener-warnings",
  codes: ["IST0133"],
  description: "Listeners of Gateways and Sidecars have no settings that Istio leaves out with a warning.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Istio accepts it and warns: a part of it has no effect." },
  scope: "object",
  kinds: ["networking.istio.io/Gateway", "networking.istio.io/Sidecar"],
  config: z.strictObject({}),
  check: (object) => (object.kind === "Gateway" ? checkGateway(object) : checkSidecar(object)),
};

function* checkGateway(gateway: MeshObject): Iterable<Finding> {
  for (const server of gateway.spec.get("servers").items()) {
    const tls = server.get("tls");
    yield* doubtfulServerTls(gateway, tls);
    const redirect = tls.get("httpsRedirect");
    const protocol = server.at("port", "protocol").text ?? "";
    if (redirect.flag !== true || syntax.isHttp(protocol) || !server.get("port").isObject) continue;
    yield found(gateway, redirect, {
      problem: `which a port of protocol ${protocol || "TCP"} does not do`,
      allowed: "httpsRedirect at a server of protocol HTTP",
      fix: "move it to the server for HTTP, at port 80",
    });
  }
}

function* checkSidecar(sidecar: MeshObject): Iterable<Finding> {
  for (const listener of sidecar.spec.get("ingress").items()) {
    yield* doubtfulServerTls(sidecar, listener.get("tls"));
    const [pool, port] = [listener.at("connectionPool", "http"), listener.get("port")];
    if (pool.missing || !port.isObject || syntax.isHttp(port.get("protocol").text ?? "")) continue;
    yield found(sidecar, pool, {
      problem: "but the port's protocol is not HTTP",
      allowed: "limits for tcp",
      fix: "write protocol: HTTP, or limits for tcp",
    });
  }
  for (const listener of sidecar.spec.get("egress").items()) yield* checkHosts(sidecar, listener.get("hosts"));
}

function* checkHosts(sidecar: MeshObject, list: Field): Iterable<Finding> {
  const byNamespace = new Map<string, Set<string>>();
  for (const host of list.items()) {
    const slash = host.text?.indexOf("/") ?? -1;
    if (host.text === undefined || slash < 0 || host.text.startsWith("~")) continue;
    const namespace = host.text.slice(0, slash).replace(/^\.$/, sidecar.namespace ?? ".");
    const name = host.text.slice(slash + 1);
    const seen = byNamespace.get(namespace) ?? new Set();
    byNamespace.set(namespace, seen);
    if (name === "*" ? seen.size > 0 : seen.has(name) || seen.has("*")) {
      const why = {
        problem: "which overlaps with a host before it",
        allowed: "hosts that are apart",
        fix: "remove one",
      };
      yield found(sidecar, host, why);
    }
    seen.add(name);
  }
  if (!byNamespace.get("*")?.has("*") || byNamespace.size < 2) return;
  const why = {
    problem: 'with "*/*", which is every host, and others',
    allowed: '"*/*" alone',
    fix: "remove the others",
  };
  yield found(sidecar, list, why);
}
