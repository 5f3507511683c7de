import * as k8s from "@pulumi/kubernetes";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { goneAtOnce } from "../deletion";
import type { Account, Home } from "./platform";

/**
 * What a namespace's pods may do where the mesh runs without Istio's CNI plugin; with it nobody needs any of this.
 *
 * Then an init container in each pod of the mesh redirects its traffic: as root, with NET_ADMIN and NET_RAW, not privileged
 * (istio: manifests/charts/istio-control/istio-discovery/files/injection-template.yaml). No constraint that OpenShift
 * brings allows that short of `privileged`, so the namespace gets one of its own: restricted-v2, plus these two
 * capabilities and any user ID. Guides of Istio's first years gave the account `default` anyuid and privileged instead.
 *
 * It is granted in the one namespace, to all of its accounts: whoever may make pods there chooses their account, so that a
 * list of accounts would protect nothing, and would leave out what others deploy. Since a constraint with any user ID gives
 * none out, the stack's pods bring their own; in a namespace without sidecars `nonroot-v2` (OpenShift 4.11) lets them.
 */
export function constraintFor(
  name: string,
  { namespace, injection, owned }: Home,
  opts: ComponentResourceOptions,
): Resource[] {
  const subject = { kind: "Group", name: `system:serviceaccounts:${namespace}`, apiGroup };
  const inside = { ...opts, deletedWith: owned };
  if (injection === "disabled") {
    return use(name, { role: `use-${nonroot}`, namespace, constraint: nonroot, subject }, inside);
  }
  const constraint = `${namespace}-istio-init`;
  const made = new k8s.apiextensions.CustomResource(
    `${name}-constraint`,
    {
      apiVersion: "security.openshift.io/v1",
      kind: "SecurityContextConstraints",
      metadata: { name: constraint, annotations: goneAtOnce },
      ...restrictedV2,
      allowedCapabilities: [...restrictedV2.allowedCapabilities, "NET_ADMIN", "NET_RAW"],
      runAsUser: { type: "RunAsAny" },
    },
    opts,
  );
  return [made, ...use(name, { role: `use-${constraint}`, namespace, constraint, subject }, inside)];
}

/**
 * Lets the pods of one account run under the user and group that they name, with or without Istio's CNI plugin: restricted-v2
 * gives out others and refuses theirs. Root is refused all the same.
 */
export function ownIds(name: string, { account, namespace }: Account, opts: ComponentResourceOptions): Resource[] {
  const subject = { kind: "ServiceAccount", name: account, namespace };
  return use(name, { role: `use-${nonroot}-${account}`, namespace, constraint: nonroot, subject }, opts);
}

const nonroot = "nonroot-v2";
const apiGroup = "rbac.authorization.k8s.io";

interface Grant {
  /** Name of the Role and its binding. */
  role: string;
  namespace: string;
  constraint: string;
  subject: k8s.types.input.rbac.v1.Subject;
}

/** Lets somebody use a constraint for pods in a namespace. */
function use(
  name: string,
  { role: roleName, namespace, constraint, subject }: Grant,
  opts: ComponentResourceOptions,
): Resource[] {
  const metadata = { name: roleName, namespace };
  const role = new k8s.rbac.v1.Role(
    `${name}-constraint-role`,
    {
      metadata,
      rules: [
        {
          apiGroups: ["security.openshift.io"],
          resources: ["securitycontextconstraints"],
          resourceNames: [constraint],
          verbs: ["use"],
        },
      ],
    },
    opts,
  );
  const binding = new k8s.rbac.v1.RoleBinding(
    `${name}-constraint-binding`,
    {
      metadata,
      roleRef: { apiGroup, kind: "Role", name: metadata.name },
      subjects: [subject],
    },
    opts,
  );
  return [role, binding];
}

/** OpenShift's own: cluster-kube-apiserver-operator, bindata/bootkube/scc-manifests, 0000_20_…_scc-restricted-v2.yaml. */
const restrictedV2 = {
  allowHostDirVolumePlugin: false,
  allowHostIPC: false,
  allowHostNetwork: false,
  allowHostPID: false,
  allowHostPorts: false,
  allowPrivilegeEscalation: false,
  allowPrivilegedContainer: false,
  allowedCapabilities: ["NET_BIND_SERVICE"],
  defaultAddCapabilities: [],
  fsGroup: { type: "MustRunAs" },
  groups: [],
  priority: 0,
  readOnlyRootFilesystem: false,
  requiredDropCapabilities: ["ALL"],
  runAsUser: { type: "MustRunAsRange" },
  seLinuxContext: { type: "MustRunAs" },
  seccompProfiles: ["runtime/default"],
  supplementalGroups: { type: "RunAsAny" },
  users: [],
  volumes: ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"],
};
