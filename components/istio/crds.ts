import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Schema } from "./schema";

/** One Istio kind as the pinned chart's CustomResourceDefinition declares it. */
export interface IstioKind {
  kind: string;
  group: string;
  /** The versions the API server serves, newest first. All of them have the same schema. */
  versions: string[];
  /** The schema of `spec`. */
  spec: Schema;
}

interface Crd {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
}

/** Every kind in the base chart's `crd-all.gen.yaml`, in the order of their names. */
export function readKinds(chartsFolder: string): IstioKind[] {
  const yaml = readFileSync(join(chartsFolder, "base", "files", "crd-all.gen.yaml"), "utf8");
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as Crd | null)
    .filter((crd) => crd !== null)
    .map(toKind)
    .sort((a, b) => a.kind.localeCompare(b.kind));
}

function toKind({ spec: { group, names, versions } }: Crd): IstioKind {
  const served = versions.filter((version) => version.served).sort((a, b) => rank(b.name) - rank(a.name));
  const [newest, ...older] = served;
  if (!newest) throw new Error(`${names.kind}.${group}: no version is served`);
  const schema = newest.schema.openAPIV3Schema;
  for (const version of older) {
    if (JSON.stringify(version.schema.openAPIV3Schema) !== JSON.stringify(schema)) {
      throw new Error(
        `${names.kind}.${group}: ${version.name} differs from ${newest.name}; one type cannot stand for both`,
      );
    }
  }
  return {
    kind: names.kind,
    group,
    versions: served.map((version) => version.name),
    spec: schema.properties?.spec ?? {},
  };
}

/**
 * Kubernetes' order of API versions: v2 > v1 > v1beta1 > v1alpha3.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
 */
function rank(version: string): number {
  const [, major = "0", stage, minor = "0"] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const maturity = stage === "alpha" ? 0 : stage === "beta" ? 1 : 2;
  return maturity * 1e6 + Number(major) * 1e3 + Number(minor);
}
