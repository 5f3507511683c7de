import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import { compare, minorOf } from "../model/istioReleases";
import { isKnownAt, knownGet, knownItems } from "../model/known";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import { showsValues } from "../model/unlisted";
import type { Rule } from "../rule";

const SETTING = "BLOCKED_CIDRS_IN_JWKS_URIS";

const WHY = `istiod fetches the keys of a RequestAuthentication from its \`jwksUri\`, or from where its issuer says. Who may write a
RequestAuthentication can so make istiod call addresses that only the cluster reaches. With \`${SETTING}\` istiod refuses
the ranges that it lists
([istioctl analyze: JwksUriFetchUnrestricted](https://istio.io/latest/docs/reference/config/analysis/ist0175/)).

Reported on what sets up istiod, where a RequestAuthentication of the stack has keys fetched: istiod's Deployment, the Release of the chart
\`istiod\`, Sail's Istio or an IstioOperator. Istio knows the setting since 1.28. A RequestAuthentication with its keys in \`jwks\` needs
none; istioctl does not look at that.`;

/** istiod fetches what a RequestAuthentication tells it to, from inside the cluster. */
export const jwksUriEgress: Rule = {
  name: "jwks-uri-egress",
  codes: ["IST0175"],
  description: "The control plane is told which addresses it must not fetch the keys of RequestAuthentications from.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "It limits what those can do who may write RequestAuthentications; nothing breaks without it.",
  },
  scope: "stack",
  kinds: ["apps/Deployment", "helm.sh/Release", "sailoperator.io/Istio", "install.istio.io/IstioOperator"],
  config: z.strictObject({}),
  *check(object, mesh) {
    const names = fetching(mesh);
    if (names.length === 0 || object.partial) return;
    if (object.key === "apps/Deployment") yield* checkDeployment(object, names);
    else yield* checkSettings(object, names, mesh);
  },
};

/** The RequestAuthentications for which istiod fetches keys. */
function fetching(mesh: Mesh): readonly string[] {
  return mesh.once("jwks-uri-egress", () => {
    const all = mesh.ofKind("security.istio.io", "RequestAuthentication");
    const fetched = all.filter(({ spec }) =>
      knownItems(knownGet(spec, "jwtRules")).some((rule) => {
        const jwks = knownGet(rule, "jwks");
        return !rule.unknown && rule.isObject && !jwks.unknown && !jwks.value;
      }),
    );
    return fetched.map(({ home, name }) => `${home}/${name}`);
  });
}

function* checkDeployment(deployment: MeshObject, names: readonly string[]): Iterable<Finding> {
  if (deployment.labels.get("app") !== "istiod") return;
  const containers = deployment.spec.at("template", "spec", "containers").items();
  const env = containers.flatMap((one) => one.get("env").items());
  const set = env.some(
    (one) => one.get("name").text === SETTING && (!!one.get("value").text || one.get("valueFrom").isObject),
  );
  const [first] = containers;
  if (set || !first) return;
  const discovery = containers.find((one) => one.get("name").text === "discovery") ?? first;
  yield unrestricted(deployment, discovery.get("env"), names);
}

function* checkSettings(object: MeshObject, names: readonly string[], mesh: Mesh): Iterable<Finding> {
  const plane = mesh.controlPlanes.find((one) => one.object === object);
  if (!plane || (plane.form === "release" && mesh.releases.find((one) => one.object === object)?.chart !== "istiod"))
    return;
  if (![["version"], ["spec", "version"], ["spec", "tag"]].every((steps) => isKnownAt(object.root, ...steps))) return;
  const minor = plane.version === undefined ? undefined : minorOf(plane.version);
  if (!showsValues(object.root) || (minor && compare(minor, { major: 1, minor: 28 }) < 0)) return;
  const values = plane.form === "operator" ? plane.values.get("values") : plane.values;
  const pilot = [values.get("pilot"), values];
  const [field] = plane.form === "release" ? pilot.toReversed() : pilot;
  const more = [
    ...pilot.flatMap((one) => one.get("envVarFrom").items()),
    ...plane.values.at("components", "pilot", "k8s", "env").items(),
  ];
  if (pilot.some((one) => isSet(one.at("env", SETTING))) || more.some((one) => one.get("name").text === SETTING))
    return;
  // istioctl finds it on the Deployment that comes of this.
  if (field) yield { ...unrestricted(object, field.at("env", SETTING), names), codes: [] };
}

function isSet(field: Field): boolean {
  return !field.missing && field.value !== "";
}

function unrestricted(object: MeshObject, field: Field, names: readonly string[]): Finding {
  return found(object, field, {
    problem: `so istiod fetches keys from any address for RequestAuthentication ${anyOf(names)}`,
    allowed: `${SETTING} with the ranges that istiod must not call`,
    fix: `set ${SETTING} to the cluster's own ranges, such as "10.0.0.0/8,169.254.169.254/32"`,
  });
}
