import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { Resource } from "@pulumi/pulumi";
import { goneAtOnce } from "../../deletion";

export interface MemberRollArgs {
  /** Namespace of the control plane. */
  namespace: string;
  /** Namespaces of the mesh, each once; not the control plane's own. */
  members: readonly string[];
}

/**
 * The list of the mesh's namespaces, which the operator takes by the name `default` only, until every one of them has
 * become a member. Without the control plane it would never get a status.
 *
 * Its finalizer keeps it until the operator has taken itself out of the members (istio-operator: memberroll/controller.go):
 * deletion waits for that, also in the background.
 */
export function memberRoll(
  name: string,
  { namespace, members }: MemberRollArgs,
  opts: { parent: Resource; dependsOn: Resource[] },
): CustomResource {
  const configured = members.map((member) => `jsonpath={.status.configuredMembers[?(@=="${member}")]}`);
  const waitFor = JSON.stringify(["condition=Ready", ...configured]);
  return new CustomResource(
    name,
    {
      apiVersion: "maistra.io/v1",
      kind: "ServiceMeshMemberRoll",
      metadata: { name: "default", namespace, annotations: { ...goneAtOnce, "pulumi.com/waitFor": waitFor } },
      spec: { members: [...members] },
    },
    opts,
  );
}
