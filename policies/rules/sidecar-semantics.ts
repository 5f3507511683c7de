import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import { refusedBind, refusedListener } from "../model/listeners";
import type { MeshObject } from "../model/object";
import { refusedDestination, refusedSelector } from "../model/routing";
import { isSet } from "../model/serverTls";
import * as syntax from "../model/syntax";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a Sidecar, and the update stops there; where the webhook does not stand, the selected proxies keep
the configuration that they had, or lose hosts that they call. The schema does not say these things: egress hosts are
\`namespace/host\`, a listener without a port comes last, each port is there once, a proxy for egress goes with mode ALLOW_ANY
([Sidecar](https://istio.io/latest/docs/reference/config/networking/sidecar/)).`;

/** Whatever Istio's own validation asks of a Sidecar beyond its schema; sidecar-ingress-semantics is about its ingress. */
export const sidecarSemantics: Rule = {
  name: "sidecar-semantics",
  codes: ["IST0106"],
  description: "Sidecars have egress listeners and outbound policies that Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a Sidecar." },
  scope: "object",
  kinds: ["networking.istio.io/Sidecar"],
  config: z.strictObject({}),
  *check(sidecar) {
    yield* despite([checkContent, checkEgress, checkProxy, refusedSelector], (check) => check(sidecar));
  },
};

function* checkContent(sidecar: MeshObject): Iterable<Finding> {
  const { spec, partial } = sidecar;
  const names = ["egress", "ingress", "outboundTrafficPolicy", "inboundConnectionPool"];
  if (partial || names.some((name) => isSet(spec.get(name)))) return;
  const why = {
    problem: "which says nothing",
    allowed: names.join(", "),
    fix: "write what is meant, or remove the Sidecar",
  };
  yield found(sidecar, spec, why);
}

function* checkEgress(sidecar: MeshObject): Iterable<Finding> {
  const listeners = sidecar.spec.get("egress").items();
  const seen = new Set<number>();
  const sockets = new Set<string>();
  for (const [index, listener] of listeners.entries()) {
    if (!listener.isObject) continue;
    if (listener.get("port").missing && index < listeners.length - 1) {
      const allowed = "one listener without a port, as the last one";
      yield found(sidecar, listener, { problem: "without a port, before others", allowed, fix: "move it to the end" });
    } else if (listener.get("port").isObject) {
      yield* refusedListener(sidecar, listener, seen);
      yield* refusedBind(sidecar, listener, true);
      yield* checkSocket(sidecar, listener, sockets);
    }
    yield* checkHosts(sidecar, listener.get("hosts"));
  }
}

/** A listener with port 0 is at a socket, where nothing is captured; `seen` are the sockets of the listeners before it. */
function* checkSocket(sidecar: MeshObject, listener: Field, seen: Set<string>): Iterable<Finding> {
  const [bind, capture] = [listener.get("bind"), listener.get("captureMode")];
  if ((listener.get("port").get("number").number ?? 0) !== 0) return;
  if (bind.text !== undefined && seen.has(bind.text)) {
    const why = {
      problem: "which another listener has",
      allowed: "each socket once",
      fix: "put them into one listener",
    };
    yield found(sidecar, bind, why);
  }
  if (bind.text !== undefined) seen.add(bind.text);
  if (capture.text !== "IPTABLES") return;
  const allowed = "DEFAULT or NONE at a socket";
  yield found(sidecar, capture, { problem: "but nothing sends to a socket by itself", allowed, fix: "remove it" });
}

const HOSTS = '"namespace/host"; "." its own namespace, "*" any, "~" before it for none: "./*", "shop/*.example.com"';

function* checkHosts(sidecar: MeshObject, hosts: Field): Iterable<Finding> {
  if (hosts.isList && hosts.items().length === 0) {
    yield found(sidecar, hosts, {
      problem: "so there are no hosts",
      allowed: HOSTS,
      fix: 'name hosts, or write "~/*"',
    });
  }
  for (const host of hosts.items()) {
    const problem = host.text === undefined ? undefined : hostProblem(host.text);
    if (problem) yield found(sidecar, host, { problem, allowed: HOSTS, fix: "write the namespace, / and the host" });
  }
}

function hostProblem(text: string): string | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return "which has no namespace before it";
  const namespace = text.slice(0, slash);
  const name = namespace.replace(/^~/, "");
  if (namespace === "" || !(["", "*", "."].includes(name) || syntax.isLabel(name)))
    return `with "${namespace}" for a namespace`;
  const host = text.slice(slash + 1);
  const problem = syntax.wildcardHostProblem(host);
  if (problem !== undefined) return problem;
  if (host !== "*" && !host.includes(".")) return "whose host is a short name";
  return syntax.isPartialWildcard(host) ? "whose wildcard is only a part of a label" : undefined;
}

function* checkProxy(sidecar: MeshObject): Iterable<Finding> {
  const policy = sidecar.spec.get("outboundTrafficPolicy");
  const proxy = policy.get("egressProxy");
  if (!proxy.isObject) return;
  if (policy.get("mode").text !== "ALLOW_ANY") {
    const allowed = "egressProxy with mode ALLOW_ANY";
    yield found(sidecar, proxy, { problem: "but the mode is not ALLOW_ANY", allowed, fix: "write mode: ALLOW_ANY" });
    return;
  }
  if (proxy.get("port").missing) {
    const why = { problem: "but it is needed", allowed: "a port", fix: "write the proxy's port" };
    yield found(sidecar, proxy.get("port"), why);
  }
  const host = proxy.get("host");
  const problem =
    host.text === undefined || syntax.wildcardHostProblem(host.text) ? undefined : syntax.hostProblem(host.text);
  if (problem) yield found(sidecar, host, { problem, allowed: "a full host name", fix: "name the proxy's host" });
  yield* refusedDestination(sidecar, proxy);
}
