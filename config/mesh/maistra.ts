import { z } from "zod";
import { flag, label, oneOf, section } from "../leaves";
import type { OperatorDefaults } from "./operator";
import { operatorNamespace, operatorSettings } from "./operator";

/**
 * Versions of a control plane, newest first. Each is written in one API: v1.1 in maistra.io/v1, all others in maistra.io/v2
 * (istio-operator: pkg/controller/versions; 2.6 is the last that Red Hat made).
 */
export const controlPlaneVersions = ["v2.6", "v2.5", "v2.4", "v2.3", "v2.2", "v2.1", "v2.0", "v1.1"] as const;

/** Where operators of the whole cluster are. */
const forAll = { name: operatorNamespace, owned: false };

/** An operator, and the namespace it runs in: one of the stack's own gets an OperatorGroup, too. */
const operator = (defaults: OperatorDefaults, { name, owned }: typeof forAll) =>
  section({
    ...operatorSettings(defaults).shape,
    namespace: section({ name: label("a namespace name").default(name), owned: flag().default(owned) }).prefault({}),
  }).prefault({});

/**
 * The four operators of OpenShift Service Mesh 2, in the channels and namespaces that Red Hat documents. Two are off: since
 * 2.6 the mesh does without them, and Red Hat's catalog has not had them since November 2025
 * (https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/distributed_tracing/distributed-tracing-platform-jaeger).
 */
const operators = section({
  elasticsearch: operator({ channel: "stable", install: false }, { name: "openshift-operators-redhat", owned: true }),
  jaeger: operator({ channel: "stable", install: false }, { name: "openshift-distributed-tracing", owned: true }),
  kiali: operator({ channel: "stable" }, forAll),
  serviceMesh: operator({ channel: "stable" }, forAll),
});

/** `mesh.maistra`: OpenShift Service Mesh 2, or Maistra, by its operator. */
export const maistra = section({
  version: oneOf(controlPlaneVersions).default("v2.6"),
  name: label("the name of a ServiceMeshControlPlane").default("basic-install"),
  operators: operators.prefault({}),
  disablePolicyChecks: flag().optional(),
  extraMembers: z.array(label("the name of a namespace"), { error: "a list of namespace names" }).default([]),
  spec: z.record(z.string(), z.unknown(), { error: "a group of keys of a ServiceMeshControlPlane's spec" }).default({}),
});

export type MaistraSettings = z.output<typeof maistra>;

/** The group as it counts: its defaults where nobody set it. */
export const maistraSettings = (mesh: { maistra?: MaistraSettings }): MaistraSettings =>
  mesh.maistra ?? maistra.parse({});
