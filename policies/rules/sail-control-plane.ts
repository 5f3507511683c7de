import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `The Sail operator (OpenShift Service Mesh 3 is built on it) installs what its resources say, and their schema refuses the
rest ([API reference](https://github.com/istio-ecosystem/sail-operator/blob/main/docs/api-reference/sailoperator.io.md)): versions are
written with a \`v\` (\`v1.30.3\`, or \`v1.30-latest\` for what the operator has newest of a minor release), IstioCNI and ZTunnel exist
once and are named \`default\`, an Istio's values must not name another namespace than \`spec.namespace\`, profiles and strategies are
of fixed names, and an IstioRevisionTag points to an Istio or an IstioRevision. Which patch releases an operator knows depends on the
operator, so only the form of a version is judged.`;

const PROFILES = [
  "ambient",
  "default",
  "demo",
  "empty",
  "external",
  "openshift",
  "openshift-ambient",
  "preview",
  "remote",
  "stable",
];

/** What the Sail operator's API refuses. */
export const sailControlPlane: Rule<Config> = {
  name: "sail-control-plane",
  codes: [],
  description: "The resources of the Sail operator are of the form that its API takes.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "The API server refuses such a resource, in the middle of an update." },
  scope: "object",
  kinds: ["Istio", "IstioCNI", "ZTunnel", "IstioRevisionTag"].map((kind) => `sailoperator.io/${kind}`),
  config,
  *check(object) {
    const { kind, spec } = object;
    if (kind === "IstioRevisionTag") {
      yield* checkTarget(object);
      return;
    }
    yield* checkVersion(object);
    yield* checkOneOf(object, spec.get("profile"), PROFILES);
    if (kind === "Istio") yield* checkIstio(object);
    else yield* checkName(object);
  },
};

function* checkVersion(object: MeshObject): Iterable<Finding> {
  const version = object.spec.get("version");
  if (version.missing || /^(v\d+\.\d+(\.\d+(-.+)?|-latest)|master)$/.test(version.text ?? "")) return;
  yield found(object, version, {
    problem: "which is not a version as the operator writes them",
    allowed: '"v1.30.3", or "v1.30-latest" for the newest that the operator has',
    fix: "write v, the minor release, and a patch or -latest",
  });
}

function* checkIstio(object: MeshObject): Iterable<Finding> {
  const { spec } = object;
  const strategy = spec.get("updateStrategy");
  yield* checkOneOf(object, strategy.get("type"), ["InPlace", "RevisionBased"]);
  const grace = strategy.get("inactiveRevisionDeletionGracePeriodSeconds");
  if (!grace.missing && (typeof grace.value !== "number" || grace.value < 0)) {
    yield found(object, grace, {
      problem: "which is not a number of seconds",
      allowed: "0 or more seconds",
      fix: "write how long an unused revision stays, such as 30",
    });
  }
  const namespace = spec.get("namespace");
  const own = spec.at("values", "global", "istioNamespace");
  if (own.missing || own.value === (namespace.text ?? "istio-system") || (object.partial && namespace.missing)) return;
  yield found(object, own, {
    problem: `but spec.namespace is "${namespace.text ?? "istio-system"}"`,
    allowed: "nothing, or the same as spec.namespace",
    fix: "remove it: the operator sets it",
  });
}

function* checkName(object: MeshObject): Iterable<Finding> {
  const name = object.root.get("metadata").get("name");
  if (name.value === "default") return;
  yield found(object, name, {
    problem: `but a cluster has one ${object.kind}`,
    allowed: '"default"',
    fix: 'name it "default"',
  });
}

function* checkTarget(tag: MeshObject): Iterable<Finding> {
  const target = tag.root.get("spec").get("targetRef");
  if (tag.partial && target.missing) return;
  yield* checkOneOf(tag, target.get("kind"), ["Istio", "IstioRevision"], { required: true });
  const name = target.get("name");
  if (name.text) return;
  yield found(tag, name, {
    problem: "so this tag stands for no revision",
    allowed: "the name of an Istio or an IstioRevision",
    fix: "name what the tag stands for",
  });
}

function* checkOneOf(
  object: MeshObject,
  field: Field,
  allowed: readonly string[],
  { required = false } = {},
): Iterable<Finding> {
  if ((field.missing && !required) || allowed.includes(field.text ?? "")) return;
  yield found(object, field, {
    problem: "which the API does not take",
    allowed: allowed.map((one) => `"${one}"`).join(", "),
    fix: "write one of these",
  });
}
