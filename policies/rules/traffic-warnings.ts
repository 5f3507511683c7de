import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import * as syntax from "../model/syntax";
import { policiesOf } from "../model/trafficPolicies";
import type { Rule } from "../rule";

const WHY = `istiod accepts these objects and warns of them: they work in part, or not for long.

- \`consecutiveErrors\` of outlier detection and \`minimumRingSize\` of a hash are deprecated.
- An abort without a status aborts nothing. An IP address is no name that a TLS client sends.
- A large answer in a route is sent to every proxy.
- A ServiceEntry for TCP without addresses takes the traffic of its port to anywhere; a wildcard that is only a part of a label covers
  nothing; with resolution NONE a selector selects nothing
  ([ServiceEntry](https://istio.io/latest/docs/reference/config/networking/service-entry/)).

Old names of Gateways, \`mirrorPercent\` and failover without outlier detection are rules of their own.`;

/** What Istio's own validation warns of in routes, traffic policies and hosts outside the mesh. */
export const trafficWarnings: Rule = {
  name: "traffic-warnings",
  codes: ["IST0133"],
  description: "Routes, traffic policies and ServiceEntries have no settings that Istio accepts with a warning.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Istio accepts it and warns: it works in part, or not in later versions." },
  scope: "object",
  kinds: [
    "networking.istio.io/VirtualService",
    "networking.istio.io/DestinationRule",
    "networking.istio.io/ServiceEntry",
  ],
  config: z.strictObject({}),
  check(object) {
    if (object.kind === "VirtualService") return checkRoutes(object);
    return object.kind === "DestinationRule" ? checkPolicies(object) : checkEntry(object);
  },
};

function* checkRoutes(service: MeshObject): Iterable<Finding> {
  yield* despite(service.spec.get("http").items(), (route) => checkHttp(service, route));
  const matches = service.spec
    .get("tls")
    .items()
    .flatMap((route) => route.get("match").items());
  for (const name of matches.flatMap((match) => match.get("sniHosts").items())) {
    if (!syntax.isAddress(name.text ?? "")) continue;
    const why = {
      problem: "an IP address, which clients do not send in TLS",
      allowed: "host names",
      fix: "write the host's name",
    };
    yield found(service, name, why);
  }
}

const STATUSES = ["httpStatus", "grpcStatus", "http2Error"];
const LARGE = 100 * 1024;

function* checkHttp(service: MeshObject, route: Field): Iterable<Finding> {
  const abort = route.at("fault", "abort");
  if (abort.isObject && STATUSES.every((name) => abort.get(name).missing)) {
    yield found(service, abort, {
      // istioctl loses this warning on its way.
      problem: "which aborts nothing",
      allowed: "httpStatus or grpcStatus",
      fix: "write one",
      codes: [],
    });
  }
  const body = route.at("directResponse", "body", "string");
  const size = Buffer.byteLength(body.text ?? "");
  if (size <= LARGE || size > 2 ** 20) return;
  const why = {
    problem: `of ${size} bytes, which every proxy gets`,
    allowed: "at most 100 kB",
    fix: "serve it from a workload",
  };
  yield { ...found(service, body, why), found: "a text" };
}

function* checkPolicies(rule: MeshObject): Iterable<Finding> {
  yield* despite(policiesOf(rule), function* (policy) {
    const balancer = policy.get("loadBalancer");
    const old = [policy.at("outlierDetection", "consecutiveErrors"), balancer.at("consistentHash", "minimumRingSize")];
    for (const field of old) {
      if ((field.number ?? 0) === 0) continue;
      const allowed =
        field === old[0] ? "consecutive5xxErrors or consecutiveGatewayErrors" : "ringHash.minimumRingSize";
      // istioctl reports it of the policy of the rule itself only.
      const codes = policy.path === "spec.trafficPolicy" ? {} : { codes: [] };
      yield found(rule, field, { problem: "which is deprecated", allowed, fix: `write ${allowed}`, ...codes });
    }
  });
}

function* checkEntry(entry: MeshObject): Iterable<Finding> {
  const { spec, partial } = entry;
  const resolution = spec.get("resolution").text ?? "NONE";
  const [addresses, ports] = [
    spec.get("addresses").items(),
    spec
      .get("ports")
      .items()
      .filter((port) => port.isObject),
  ];
  for (const host of spec.get("hosts").items()) {
    if (host.text === undefined || !syntax.isPartialWildcard(host.text) || resolution === "DYNAMIC_DNS") continue;
    const why = {
      problem: "whose wildcard covers a part of a label",
      allowed: '"*.example.com"',
      fix: "name the hosts",
    };
    yield found(entry, host, why);
  }
  if (partial) return;
  if (resolution === "NONE" && !spec.get("workloadSelector").missing) {
    const allowed = "a selector with resolution STATIC or DNS";
    const problem = "which resolution NONE does not use";
    yield found(entry, spec.get("workloadSelector"), { problem, allowed, fix: "write the resolution that is meant" });
  }
  const tcp = ports.find((port) => ["", "TCP"].includes(port.get("protocol").text ?? ""));
  if (tcp && addresses.length === 0 && resolution === "NONE") {
    const allowed = "addresses for protocol TCP, which is meant where none is written";
    const problem = "so a connection to its port is for this entry wherever it goes";
    yield found(entry, spec.get("addresses"), { problem, allowed, fix: "write the addresses, or the port's protocol" });
  }
  const first = ports
    .map((port) => port.get("protocol"))
    .find(({ text = "" }) => ["tcp", "https", "tls", "mongo", "redis", "mysql"].includes(text.toLowerCase()));
  if (!first || !resolution.startsWith("DNS") || addresses.length === 0 || spec.get("hosts").items().length < 2) return;
  const why = {
    problem: "for several hosts with the same addresses",
    allowed: "one host",
    fix: "write one ServiceEntry for each host",
  };
  yield found(entry, first, why);
}
