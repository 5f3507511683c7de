import { CustomResource, CustomResourcePatch } from "@pulumi/kubernetes/apiextensions";
import type { Resource } from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { AddonsSettings, MeshSettings } from "../../../config";
import { merge } from "../../../config/merge";
import type { MaistraSettings } from "../../../config/mesh/maistra";
import { goneAtOnce } from "../../deletion";
import { controlPlaneV1 } from "./controlPlaneV1";
import { controlPlaneV2 } from "./controlPlaneV2";

const kind = "ServiceMeshControlPlane";

/** Both APIs, by what a Pulumi state calls the kind in them. */
const typeIn = (apiVersion: string) => ({ type: `kubernetes:${apiVersion}:${kind}` });

const waitFor = { "pulumi.com/waitFor": JSON.stringify(["condition=Reconciled", "condition=Ready"]) };

/**
 * For a control plane of the first API, which readyV1 waits for. What to wait for is read from the living object, where that
 * one has put it; whether to wait at all is read here. It does not count for deletion (pulumi-kubernetes 4.18.1: metadata/overrides.go).
 */
const notHere = { "pulumi.com/skipAwait": "true" };

/** All charts come one after another, each with images to pull. */
const customTimeouts = { create: "20m", update: "20m" };

/**
 * The ServiceMeshControlPlane, until all of it is ready.
 *
 * Deletion waits for the operator: its finalizer lies on this object and goes when everything of the mesh is gone
 * (istio-operator: controlplane/deleter.go). Background deletion is enough for that, since what has a finalizer stays.
 * @returns what stands for the ready control plane
 */
export function controlPlane(
  name: string,
  { mesh, maistra, addons }: { mesh: MeshSettings; maistra: MaistraSettings; addons: AddonsSettings },
  opts: { parent: Resource; dependsOn: Resource[] },
): Resource[] {
  const isV1 = maistra.version === "v1.1";
  const own = isV1 ? controlPlaneV1(mesh, maistra, addons) : controlPlaneV2(mesh, maistra, addons);
  const spec = merge({ ...own }, maistra.spec);
  const metadata = { name: maistra.name, namespace: mesh.namespace.name };
  const plane = new CustomResource(
    name,
    {
      apiVersion: isV1 ? "maistra.io/v1" : "maistra.io/v2",
      kind,
      metadata: { ...metadata, annotations: { ...goneAtOnce, ...(isV1 ? notHere : waitFor) } },
      spec,
    },
    {
      ...opts,
      customTimeouts,
      // The operator takes one control plane a namespace, and refuses one of 2.x in the place of one of 1.x, at preview already.
      deleteBeforeReplace: true,
      aliases: [typeIn(isV1 ? "maistra.io/v2" : "maistra.io/v1")],
    },
  );
  return isV1 ? [plane, readyV1(`${name}-ready`, { metadata, spec }, { ...opts, dependsOn: [plane] })] : [plane];
}

/**
 * Waits for a control plane of the first API in the second one: read in the first, it has no conditions, for the operator
 * leaves them out when it converts its status (istio-operator 2.0: conversion_v2_to_v1.go).
 */
function readyV1(
  name: string,
  { metadata, spec }: { metadata: { name: string; namespace: string }; spec: object },
  opts: { parent: Resource; dependsOn: Resource[] },
): CustomResourcePatch {
  // Says something new with every change of the spec, or nobody would wait for that.
  const seen = { "istio-mesh/spec": createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 12) };
  return new CustomResourcePatch(
    name,
    { apiVersion: "maistra.io/v2", kind, metadata: { ...metadata, annotations: { ...waitFor, ...seen } } },
    // It goes with what it looks at.
    { ...opts, customTimeouts, deletedWith: opts.dependsOn[0] },
  );
}
