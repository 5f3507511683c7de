import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import { refusedBind, refusedListener } from "../model/listeners";
import type { MeshObject } from "../model/object";
import { isSet, modeOf, refusedServerTls } from "../model/serverTls";
import * as syntax from "../model/syntax";
import { refusedPool } from "../model/trafficPolicies";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a Sidecar, and the update stops there; where the webhook does not stand, the workload keeps the
listeners that it had, or accepts nothing at these ports. The schema does not say these things: each port is there once, the endpoint is
in the pod, TLS settings are those of a Sidecar (no credentialName, no redirect) and go with protocol HTTPS or TLS
([IstioIngressListener](https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener)).`;

/** Whatever Istio's own validation asks of a Sidecar's ingress beyond its schema. */
export const sidecarIngressSemantics: Rule = {
  name: "sidecar-ingress-semantics",
  codes: ["IST0106"],
  description: "Ingress listeners of Sidecars have ports, endpoints and TLS settings that Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a Sidecar." },
  scope: "object",
  kinds: ["networking.istio.io/Sidecar"],
  config: z.strictObject({}),
  *check(sidecar) {
    const seen = new Set<number>();
    const listeners = sidecar.spec.get("ingress").items();
    yield* despite(listeners, (listener) => checkIngress(sidecar, listener, seen));
    yield* refusedPool(sidecar, sidecar.spec.get("inboundConnectionPool"));
  },
};

function* checkIngress(sidecar: MeshObject, listener: Field, seen: Set<number>): Iterable<Finding> {
  if (!listener.get("port").isObject) return;
  yield* refusedListener(sidecar, listener, seen);
  yield* refusedBind(sidecar, listener, false);
  yield* checkEndpoint(sidecar, listener.get("defaultEndpoint"));
  yield* checkTls(sidecar, listener);
  yield* refusedPool(sidecar, listener.get("connectionPool"));
}

const LOCAL = /^(127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\[::\])?:(\d+)$/;

function* checkEndpoint(sidecar: MeshObject, endpoint: Field): Iterable<Finding> {
  const text = endpoint.text ?? "";
  const [, , port = ""] = LOCAL.exec(text) ?? [];
  if (text === "" || (syntax.isUnix(text) ? syntax.isUnixSocket(text) : syntax.isPort(Number(port)))) return;
  yield found(sidecar, endpoint, {
    problem: "which is no endpoint in the pod",
    allowed: '"127.0.0.1:8080", "0.0.0.0:8080", "[::1]:8080", "[::]:8080", ":8080" or "unix:///path"',
    fix: "write where the application listens",
  });
}

function* checkTls(sidecar: MeshObject, listener: Field): Iterable<Finding> {
  const tls = listener.get("tls");
  if (!tls.isObject) return;
  const unsupported = ["subjectAltNames", "credentialName", "credentialNames", "tlsCertificates"].map((one) =>
    tls.get(one),
  );
  for (const field of [
    ...unsupported.filter(isSet),
    ...[tls.get("httpsRedirect")].filter((one) => one.flag === true),
  ]) {
    const allowed = "files in the pod: serverCertificate, privateKey, caCertificates";
    yield found(sidecar, field, { problem: "which Istio has at gateways only", allowed, fix: "remove it" });
  }
  if (["ISTIO_MUTUAL", "AUTO_PASSTHROUGH"].includes(modeOf(tls))) {
    const allowed = "SIMPLE, MUTUAL, OPTIONAL_MUTUAL or PASSTHROUGH";
    yield found(sidecar, tls.get("mode"), {
      problem: "which is not for a Sidecar",
      allowed,
      fix: "write one of these",
    });
  }
  const protocol = listener.get("port").get("protocol");
  if (!syntax.isTls(protocol.text ?? "")) {
    const why = {
      problem: "but the listener has TLS settings",
      allowed: "HTTPS or TLS",
      fix: "write one, or remove tls",
    };
    yield found(sidecar, protocol, why);
  }
  yield* refusedServerTls(sidecar, tls);
}
