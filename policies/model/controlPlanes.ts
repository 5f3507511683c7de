import { embedded } from "./embedded";
import { Field } from "./field";
import { knownGet, knownText } from "./known";
import type { MeshObject } from "./object";
import type { Release } from "./releases";

/** A control plane in the stack, and what its settings say, wherever they are written. */
export interface ControlPlane {
  object: MeshObject;
  /** How it is written: a Helm Release of istiod, Sail's Istio, Maistra's ServiceMeshControlPlane, an IstioOperator, or the ConfigMap that istiod reads. */
  form: "release" | "sail" | "maistra" | "operator" | "configmap";
  namespace: string;
  /** `default` unless the settings name another. */
  revision: string;
  /** As it is written: `1.30.4`, `v1.30-latest`, `v2.6`; undefined where it is not. */
  version: string | undefined;
  /** The chart's values (Release, Sail), or `spec` (Maistra, IstioOperator); missing for a ConfigMap. */
  values: Field;
  /** The mesh's configuration: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
  meshConfig: Field;
}

/** The kinds that install a control plane; the ConfigMap is what they leave behind. */
export const CONTROL_PLANE_KINDS: readonly string[] = [
  "helm.sh/Release",
  "sailoperator.io/Istio",
  "maistra.io/ServiceMeshControlPlane",
  "install.istio.io/IstioOperator",
];

export function controlPlaneOfRelease(release: Release): ControlPlane | undefined {
  if (release.chart !== "istiod" && release.chart !== "istio") return undefined;
  const { object, namespace } = release;
  const values = knownGet(object.root, "values");
  return {
    object,
    form: "release",
    namespace,
    revision: knownText(knownGet(values, "revision")) || "default",
    version: knownText(knownGet(object.root, "version")),
    values,
    meshConfig: knownGet(values, "meshConfig"),
  };
}

/** Of an object that configures a control plane; undefined of any other. */
export function controlPlaneOf(object: MeshObject): ControlPlane | undefined {
  const { spec } = object;
  if (object.key === "sailoperator.io/Istio") {
    const values = knownGet(spec, "values");
    const namespace = knownText(knownGet(spec, "namespace")) ?? "istio-system";
    const revision = object.name;
    return {
      object,
      form: "sail",
      namespace,
      revision,
      ...versionIn(spec),
      values,
      meshConfig: knownGet(values, "meshConfig"),
    };
  }
  if (object.key === "maistra.io/ServiceMeshControlPlane") {
    const meshConfig = knownGet(knownGet(spec, "techPreview"), "meshConfig");
    return {
      object,
      form: "maistra",
      namespace: object.home,
      revision: object.name,
      ...versionIn(spec),
      values: spec,
      meshConfig,
    };
  }
  if (object.key === "install.istio.io/IstioOperator") {
    const revision = knownText(knownGet(spec, "revision")) || "default";
    const version = knownText(knownGet(spec, "tag"));
    const meshConfig = knownGet(spec, "meshConfig");
    return { object, form: "operator", namespace: object.home, revision, version, values: spec, meshConfig };
  }
  const [, revision] =
    object.key === "core/ConfigMap" ? (/^istio(?:-(.+))?$/.exec(object.name) ?? []) : [undefined, undefined];
  const mesh = object.key === "core/ConfigMap" ? knownGet(knownGet(object.root, "data"), "mesh") : undefined;
  if (mesh === undefined || mesh.unknown || !/^istio(-|$)/.test(object.name) || mesh.text === undefined)
    return undefined;
  return {
    object,
    form: "configmap",
    namespace: object.home,
    revision: revision ?? "default",
    version: undefined,
    values: new Field(undefined, object.root, "values"),
    meshConfig: embedded(object.root.get("data"), "mesh"),
  };
}

function versionIn(spec: Field): { version: string | undefined } {
  return { version: knownText(knownGet(spec, "version")) };
}
