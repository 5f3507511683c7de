import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "./field";
import type { MeshObject } from "./object";

const TOPOLOGY = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"];

/** What Istio refuses of `localityLbSetting` and `zoneAwareLbSetting`, beyond their schema. */
export function* refusedLocalities(object: MeshObject, setting: Field): Iterable<Finding> {
  const [distribute, failover] = [setting.get("distribute"), setting.get("failover")];
  const zoneAware = setting.step === "zoneAwareLbSetting";
  if (distribute.items().length > 0 && failover.items().length > 0) {
    const allowed = "one of distribute and failover";
    yield found(object, failover, { problem: "beside distribute", allowed, fix: "keep the one that is meant" });
    return;
  }
  for (const label of setting.get("failoverPriority").items()) {
    if (!TOPOLOGY.includes(label.text ?? "") || (!zoneAware && failover.items().length === 0)) continue;
    const problem = zoneAware ? "which Envoy sees to itself here" : "beside failover, which orders regions too";
    yield found(object, label, { problem, allowed: "other labels", fix: "remove it" });
  }
  for (const share of distribute.items()) yield* checkShares(object, share);
  yield* checkOverlap(
    object,
    distribute.items().map((share) => ({ text: share.get("from").text ?? "", field: share.get("from") })),
  );
  for (const one of failover.items()) yield* checkFailover(object, one);
}

function* checkShares(object: MeshObject, share: Field): Iterable<Finding> {
  const to = share.get("to").entries();
  const wrong = to.find(([, weight]) => (weight.number ?? 0) <= 0 || (weight.number ?? 0) > 100)?.[1];
  const sum = to.reduce((total, [, weight]) => total + (weight.number ?? 0), 0);
  const allowed = "shares from 1 to 100 that sum up to 100";
  if (wrong) yield found(object, wrong, { problem: "which is no share", allowed, fix: "write 1 to 100" });
  else if (sum !== 100 && share.isObject) {
    const problem = `whose shares sum up to ${sum}`;
    yield found(object, share.get("to"), { problem, allowed, fix: "make the shares sum up to 100" });
  }
  yield* checkOverlap(
    object,
    to.map(([text, field]) => ({ text, field })),
  );
}

/** `region/zone/subzone`, `*` at the end only, each with no part empty, none inside another. */
function* checkOverlap(object: MeshObject, places: { text: string | undefined; field: Field }[]): Iterable<Finding> {
  const seen: string[] = [];
  for (const { text, field } of places) {
    if (text === undefined) continue;
    const allowed = '"region", "region/zone", "region/zone/subzone", or with "*" for the last part';
    const plain = text.replace(/\/?\*$/, "");
    // A wildcard behind the places that it covers takes the rest.
    const other = seen.find((one) => isInside(plain, one) || (plain === text && isInside(one, plain)));
    const problem = /\*./.test(text)
      ? "with a wildcard that is not at its end"
      : text.split("/", 3).includes("")
        ? "of which a part is empty"
        : other === undefined
          ? undefined
          : "which overlaps with another one";
    if (problem) yield found(object, field, { problem, allowed, fix: "write localities that are apart" });
    seen.push(plain);
  }
}

function isInside(one: string, other: string): boolean {
  return other === "" || one === other || one.startsWith(`${other}/`);
}

function* checkFailover(object: MeshObject, failover: Field): Iterable<Finding> {
  const [from, to] = [failover.get("from"), failover.get("to")];
  const allowed = "names of two regions";
  if (failover.isObject && (from.text ?? "") === (to.text ?? "")) {
    yield found(object, to, { problem: "which is the same region", allowed, fix: "write the region to go to" });
  }
  for (const field of [from, to]) {
    if (!/[/*]/.test(field.text ?? "")) continue;
    yield found(object, field, { problem: "which is not a region", allowed, fix: "write a region without its zones" });
  }
}
