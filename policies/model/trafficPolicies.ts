import type { Finding } from "../finding";
import { found } from "../finding";
import { durationProblem, nanosecondsOf } from "./durations";
import type { Field } from "./field";
import type { MeshObject } from "./object";

/** Every traffic policy of a DestinationRule: of the rule, its ports, its subsets and their ports. */
export function* policiesOf(rule: MeshObject): Iterable<Field> {
  for (const place of [rule.spec, ...rule.spec.get("subsets").items()]) {
    const policy = place.get("trafficPolicy");
    if (!policy.isObject) continue;
    yield policy;
    yield* policy
      .get("portLevelSettings")
      .items()
      .filter((port) => port.isObject);
  }
}

const LIMITS = [
  "http1MaxPendingRequests",
  "http2MaxRequests",
  "maxRequestsPerConnection",
  "maxRetries",
  "maxConcurrentStreams",
];

/** What Istio refuses of a connection pool, of a DestinationRule or a Sidecar, beyond its schema. */
export function* refusedPool(object: MeshObject, pool: Field): Iterable<Finding> {
  if (!pool.isObject) return;
  const [http, tcp] = [pool.get("http"), pool.get("tcp")];
  if (http.missing && tcp.missing && !object.partial) {
    yield found(object, pool, {
      problem: "which limits nothing",
      allowed: "http or tcp",
      fix: "write limits, or remove it",
    });
  }
  for (const limit of [...LIMITS.map((name) => http.get(name)), tcp.get("maxConnections")]) {
    if ((limit.number ?? 0) >= 0) continue;
    yield found(object, limit, { problem: "which is negative", allowed: "0 or more", fix: "write the limit" });
  }
  if (http.get("h2UpgradePolicy").text === "UPGRADE" && http.get("useClientProtocol").flag === true) {
    yield found(object, http.get("useClientProtocol"), {
      problem: "but h2UpgradePolicy is UPGRADE, which writes another protocol",
      allowed: "one of them",
      fix: "keep the one that is meant",
    });
  }
  yield* checkKeepAlive(object, http.get("http2KeepAlive"));
  const idle = tcp.get("idleTimeout");
  // 0s, and what rounds to it, turns it off; so the schema lets it pass.
  const problem =
    idle.text === undefined || Math.abs(nanosecondsOf(idle.text) ?? 1e6) < 1e6 ? undefined : durationProblem(idle.text);
  if (!problem) return;
  const readable = nanosecondsOf(idle.text ?? "") === undefined ? { codes: [] } : {};
  const allowed = '"0s", or whole milliseconds: "30s"';
  yield found(object, idle, { problem, allowed, fix: "write a number and a unit: h, m, s or ms", ...readable });
}

function* checkKeepAlive(object: MeshObject, keepAlive: Field): Iterable<Finding> {
  if (!keepAlive.isObject || object.partial) return;
  for (const name of ["interval", "timeout"]) {
    if (!keepAlive.get(name).missing) continue;
    const allowed = "an interval and a timeout";
    yield found(object, keepAlive.get(name), { problem: "but both are needed", allowed, fix: `write ${name}` });
  }
}
