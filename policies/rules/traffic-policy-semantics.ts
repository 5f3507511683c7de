import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import { refusedLocalities } from "../model/localities";
import type { MeshObject } from "../model/object";
import { refusedPercentage } from "../model/routing";
import { policiesOf, refusedPool } from "../model/trafficPolicies";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a DestinationRule, and the update stops there; where the webhook does not stand, Envoy rejects the
cluster, or takes other limits than were written. The schema does not say these things: limits are not negative, a pool or a policy is
not empty, shares of localities sum up to 100, failover leads to another region, the table of a Maglev hash has a prime size
([TrafficPolicy](https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy)).`;

/** Whatever Istio's own validation asks of load balancing, connection pools and outlier detection, beyond their schema. */
export const trafficPolicySemantics: Rule = {
  name: "traffic-policy-semantics",
  codes: ["IST0106"],
  description: "Load balancing, connection pools and outlier detection have settings that Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a DestinationRule." },
  scope: "object",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule) {
    const checks = [checkPool, checkOutliers, checkHash, checkLocality, checkWarmup];
    yield* despite(policiesOf(rule), (policy) => despite(checks, (check) => check(rule, policy)));
  },
};

function checkPool(rule: MeshObject, policy: Field): Iterable<Finding> {
  return refusedPool(rule, policy.get("connectionPool"));
}

function* checkOutliers(rule: MeshObject, policy: Field): Iterable<Finding> {
  const detection = policy.get("outlierDetection");
  for (const name of ["maxEjectionPercent", "minHealthPercent"]) yield* refusedPercentage(rule, detection.get(name));
  const local = detection.get("consecutiveLocalOriginFailures");
  if (rule.partial || (local.number ?? 0) <= 0 || detection.get("splitExternalLocalOriginErrors").flag === true) return;
  yield found(rule, local, {
    problem: "but such failures are not counted apart",
    allowed: "consecutiveLocalOriginFailures with splitExternalLocalOriginErrors: true",
    fix: "write splitExternalLocalOriginErrors: true, or remove it",
  });
}

function* checkHash(rule: MeshObject, policy: Field): Iterable<Finding> {
  const hash = policy.at("loadBalancer", "consistentHash");
  const cookie = hash.get("httpCookie");
  if (cookie.get("name").text === "") {
    const why = { problem: "which is no cookie's name", allowed: "a name", fix: "write the cookie's name" };
    yield found(rule, cookie.get("name"), why);
  }
  const seen = new Set<string>();
  for (const { name, text } of cookie
    .get("attributes")
    .items()
    .map((one) => ({ name: one.get("name"), text: one.get("name").text }))) {
    if (text === "" || (text !== undefined && seen.has(text))) {
      const problem = text === "" ? "which is no attribute's name" : "which stands there already";
      yield found(rule, name, { problem, allowed: "each attribute once", fix: "remove it, or write its name" });
    }
    if (text !== undefined) seen.add(text);
  }
  const ring = hash.get("minimumRingSize");
  if ((ring.number ?? 0) !== 0 && !(hash.get("maglev").missing && hash.get("ringHash").missing)) {
    const allowed = "one of minimumRingSize, ringHash and maglev";
    yield found(rule, ring, { problem: "beside ringHash or maglev", allowed, fix: "write it in ringHash" });
  }
  const size = hash.get("maglev").get("tableSize");
  if (!hash.get("maglev").isObject || isTableSize(size.number ?? 0)) return;
  yield found(rule, size, {
    problem: "which is no size of a Maglev table",
    allowed: "a prime number less than 5000011",
    fix: "write a prime number such as 65537",
  });
}

/** Bounded before it is divided: a small number of steps. */
function isTableSize(size: number): boolean {
  if (!Number.isInteger(size) || size < 1 || size >= 5000011) return false;
  for (let factor = 2; factor * factor <= size; factor++) if (size % factor === 0) return false;
  return true;
}

function* checkLocality(rule: MeshObject, policy: Field): Iterable<Finding> {
  const balancer = policy.get("loadBalancer");
  const [locality, zone] = [balancer.get("localityLbSetting"), balancer.get("zoneAwareLbSetting")];
  if (locality.isObject && zone.isObject) {
    const allowed = "one of localityLbSetting and zoneAwareLbSetting";
    yield found(rule, zone, { problem: "beside localityLbSetting", allowed, fix: "keep the one that is meant" });
  }
  yield* refusedLocalities(rule, locality);
  yield* refusedLocalities(rule, zone);
}

function* checkWarmup(rule: MeshObject, policy: Field): Iterable<Finding> {
  const aggression = policy.at("loadBalancer", "warmup", "aggression");
  if (aggression.number === undefined || aggression.number > 0) return;
  yield found(rule, aggression, {
    problem: "which is too small",
    allowed: "more than 0",
    fix: "write 1, or remove it",
  });
}
