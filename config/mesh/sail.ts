import { z } from "zod";
import { chartValues, flag, label, oneOf, section, text } from "../leaves";
import { count } from "../traffic/leaves";
import { operatorSettings } from "./operator";

/** A minor release of the operator, and the minor releases of Istio that it installs, newest first. */
export interface OperatorRelease {
  operator: string;
  istio: readonly string[];
}

/**
 * OpenShift Service Mesh 3 so far, newest first (openshift-service-mesh/sail-operator, branches release-3.0 to
 * release-3.4: bundle/manifests/servicemeshoperator3.clusterserviceversion.yaml).
 */
export const operatorReleases: readonly [OperatorRelease, ...OperatorRelease[]] = [
  { operator: "3.4", istio: ["1.30", "1.28", "1.27"] },
  { operator: "3.3", istio: ["1.28", "1.27", "1.26"] },
  { operator: "3.2", istio: ["1.27", "1.26", "1.24"] },
  { operator: "3.1", istio: ["1.26", "1.24"] },
  { operator: "3.0", istio: ["1.24"] },
];

const [newest] = operatorReleases;

/** The package of Red Hat's catalog. The operator's source has another in the community's, `sailoperator`. */
export const operatorPackage = "servicemeshoperator3";

/** A version as the operator's API writes it (sail-operator: docs/api-reference/sailoperator.io.md, IstioSpec). */
const version = () => {
  const error = "a version as the operator writes it: v1.30.3, or v1.30-latest for the newest patch that it has";
  return z.string({ error }).regex(/^v\d+\.\d+(?:-latest|\.\d+(?:-[0-9a-z.]+)?)$/, { error });
};

const labels = () => {
  const error = "a group of labels for namespaces, such as { istio-discovery: enabled }";
  const name = z.string().regex(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, { error });
  return z.record(name, z.string({ error }).regex(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, { error }), { error });
};

const cni = section({
  install: flag().default(true),
  namespace: label("a namespace name").default("istio-cni"),
  version: version().optional(),
  values: chartValues().default({}),
});

const gateway = section({
  namespace: label("a namespace name").default("istio-ingress"),
  serviceType: oneOf(["ClusterIP", "LoadBalancer", "NodePort"]).default("ClusterIP"),
  replicas: count(1).default(2),
});

const nameAllowed = "a name of at most 40 characters: revisions are named after it";

/** `mesh.sail`: OpenShift Service Mesh 3, or the Sail operator that it is built on. */
export const sail = section({
  operator: section({
    package: text(`the operator's package in the catalog, such as ${operatorPackage}`).default(operatorPackage),
    ...operatorSettings({ channel: `stable-${newest.operator}` }).shape,
  }).prefault({}),
  name: label().max(40, { error: nameAllowed }).default("default"),
  version: version().default(`v${newest.istio[0] ?? ""}-latest`),
  allowUnlistedVersion: flag().default(false),
  updateStrategy: oneOf(["InPlace", "RevisionBased"]).default("InPlace"),
  inactiveRevisionSeconds: count(0).default(30),
  defaultRevision: flag().default(true),
  peerAuthentication: flag().default(true),
  // The ambient profiles want a ztunnel, remote, external and empty no control plane here.
  profile: oneOf(["default", "demo", "openshift", "preview", "stable"]).optional(),
  discoveryLabels: labels().default({ "istio-discovery": "enabled" }),
  cni: cni.prefault({}),
  gateway: gateway.prefault({}),
  values: chartValues().default({}),
});

export type SailSettings = z.output<typeof sail>;

/** The group as it counts: its defaults where nobody set it. */
export const sailSettings = (mesh: { sail?: SailSettings }): SailSettings => mesh.sail ?? sail.parse({});

/** The revision of this control plane, as the operator names it (sail-operator: controllers/istio, getActiveRevisionName). */
export function activeRevision({ name, version, updateStrategy }: SailSettings): string {
  return updateStrategy === "InPlace" ? name : `${name}-${version.replaceAll(".", "-")}`;
}

/** The revision that takes workloads which name none: an IstioRevision of that name, or the tag. */
export const defaultRevision = "default";
