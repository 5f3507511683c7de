import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { Resource } from "@pulumi/pulumi";
import type { MeshSettings } from "../../../config";
import { merge } from "../../../config/merge";
import type { MaistraSettings } from "../../../config/mesh/maistra";
import { goneAtOnce } from "../../platforms/deletion";
import { controlPlaneV1 } from "./controlPlaneV1";
import { controlPlaneV2 } from "./controlPlaneV2";

const kind = "ServiceMeshControlPlane";

/** Both APIs, by what a Pulumi state calls the kind in them. */
const typeIn = (apiVersion: string) => ({ type: `kubernetes:${apiVersion}:${kind}` });

/**
 * The ServiceMeshControlPlane, until all of it is ready: its charts come one after another, each with images to pull.
 *
 * Deletion waits for the operator: its finalizer lies on this object and goes when everything of the mesh is gone
 * (istio-operator: controlplane/deleter.go). Background deletion is enough for that, since what has a finalizer stays.
 */
export function controlPlane(
  name: string,
  { mesh, maistra }: { mesh: MeshSettings; maistra: MaistraSettings },
  opts: { parent: Resource; dependsOn: Resource[] },
): CustomResource {
  const isV1 = maistra.version === "v1.1";
  const spec = isV1 ? controlPlaneV1(mesh, maistra) : controlPlaneV2(mesh, maistra);
  const waitFor = JSON.stringify(["condition=Reconciled", "condition=Ready"]);
  return new CustomResource(
    name,
    {
      apiVersion: isV1 ? "maistra.io/v1" : "maistra.io/v2",
      kind,
      metadata: {
        name: maistra.name,
        namespace: mesh.namespace.name,
        annotations: { ...goneAtOnce, "pulumi.com/waitFor": waitFor },
      },
      spec: merge({ ...spec }, maistra.spec),
    },
    {
      ...opts,
      customTimeouts: { create: "20m", update: "20m" },
      // The operator takes one control plane a namespace, and none from one API into the other: the old one goes first.
      deleteBeforeReplace: true,
      aliases: [typeIn(isV1 ? "maistra.io/v2" : "maistra.io/v1")],
      replaceOnChanges: ["apiVersion"],
    },
  );
}
