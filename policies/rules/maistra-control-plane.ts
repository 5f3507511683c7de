import * as z from "zod";
import type { Finding, Why } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { Minor } from "../model/istioReleases";
import { minorOf } from "../model/istioReleases";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  unmanagedNetworkPolicies: z
    .boolean()
    .default(false)
    .describe("Allow security.manageNetworkPolicy: false, as the migration to OpenShift Service Mesh 3 needs it."),
});

type Config = z.infer<typeof config>;

const WHY = `A ServiceMeshControlPlane is checked by the operator's webhook, which refuses versions that it does not know and features that
were removed (Mixer and the 3scale adapter from 2.1 on); the API \`maistra.io/v1\` is for version 1.1 only, \`maistra.io/v2\` for all
since ([versions and upgrades](https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/service_mesh/service-mesh-2-x#upgrading-ossm)).
The operator must not share its namespace with a mesh.

And some switches take away what the mesh protects
([security](https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/service_mesh/service-mesh-2-x#ossm-security)):

- \`security.dataPlane.mtls: false\` (in v1 \`istio.global.mtls.enabled\`) lets plain text in, \`automtls: false\` lets sidecars send it;
- \`security.controlPlane.mtls: false\` does the same between sidecars and istiod;
- \`security.manageNetworkPolicy: false\` takes away the NetworkPolicies that keep others from the mesh's namespaces.

Left out, these switches keep the operator's defaults, about which the rule says nothing.`;

/** What the operator of OpenShift Service Mesh 1 and 2 refuses, and switches that open the mesh. */
export const maistraControlPlane: Rule<Config> = {
  name: "maistra-control-plane",
  codes: [],
  description:
    "ServiceMeshControlPlanes are of a version that the operator takes, and keep mutual TLS and NetworkPolicies on.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "The operator refuses such an object, or the mesh is open to plain text.",
  },
  scope: "object",
  kinds: ["maistra.io/ServiceMeshControlPlane"],
  config,
  *check(object, _, { unmanagedNetworkPolicies }) {
    yield* checkNamespace(object);
    yield* checkVersion(object);
    for (const { path, value, ...why } of object.version === "v1" ? V1 : V2) {
      const field = object.spec.at(...path);
      if (field.value === value) yield found(object, field, why);
    }
    const policies = object.spec.get("security").get("manageNetworkPolicy");
    if (policies.flag === false && !unmanagedNetworkPolicies) yield unmanaged(object, policies);
  },
};

interface Refused extends Why {
  path: readonly string[];
  value: unknown;
}

const off = (path: readonly string[], problem: string): Refused => ({
  path,
  value: false,
  problem,
  allowed: "true",
  fix: "set it to true, and leave single workloads out by a PeerAuthentication",
});

const removed = (path: readonly string[], what: string): Refused => ({
  path,
  value: "Mixer",
  problem: `but ${what} by Mixer was removed in 2.1, and the operator refuses it`,
  allowed: '"Istiod", or "None"',
  fix: "remove it",
});

const V1: readonly Refused[] = [
  off(["istio", "global", "mtls", "enabled"], "so workloads take plain text"),
  off(["istio", "global", "mtls", "auto"], "so sidecars send plain text wherever no DestinationRule says otherwise"),
];

const V2: readonly Refused[] = [
  off(["security", "dataPlane", "mtls"], "so workloads take plain text"),
  off(["security", "dataPlane", "automtls"], "so sidecars send plain text wherever no DestinationRule says otherwise"),
  off(["security", "controlPlane", "mtls"], "so istiod and the sidecars do not check who they talk to"),
  removed(["policy", "type"], "policy"),
  removed(["telemetry", "type"], "telemetry"),
];

function* checkNamespace(object: MeshObject): Iterable<Finding> {
  const namespace = object.root.get("metadata").get("namespace");
  if (namespace.text !== "openshift-operators") return;
  yield found(object, namespace, {
    problem: "the operators' own namespace, where the operator refuses a mesh",
    allowed: "a namespace of its own",
    fix: 'create a namespace such as "istio-system" and put the control plane there',
  });
}

/** Operators from 2.5 on refuse what is older than 2.3; 2.6 was the last. */
function* checkVersion(object: MeshObject): Iterable<Finding> {
  const version = object.spec.get("version");
  if (version.missing) return;
  const minor = /^v\d+\.\d+$/.test(version.text ?? "") ? minorOf(version.text ?? "") : undefined;
  const problem = versionProblem(object.version, minor);
  if (problem === undefined) return;
  yield found(object, version, {
    problem,
    allowed: '"v2.6", or "v2.3" to "v2.5" until the upgrade',
    fix: object.version === "v1" ? "write the control plane anew as maistra.io/v2, of version v2.6" : 'write "v2.6"',
  });
}

function versionProblem(api: string, minor: Minor | undefined): string | undefined {
  if (!minor || minor.major > 2 || minor.major < 1 || (minor.major === 2 && minor.minor > 6)) {
    return "which is no version of a ServiceMeshControlPlane";
  }
  if (api === "v1") return minor.major === 2 ? "but maistra.io/v1 is for version 1.1 only" : undefined;
  if (minor.major === 1) return "but maistra.io/v2 is for versions since 2.0";
  return minor.minor < 3 ? "which operators from 2.5 on refuse" : undefined;
}

function unmanaged(object: MeshObject, field: Field): Finding {
  return found(object, field, {
    problem: "so nothing keeps pods outside of the mesh from its namespaces",
    allowed: "true, which is the default",
    fix: "remove it; during a migration to Service Mesh 3, set unmanagedNetworkPolicies of this rule and write NetworkPolicies",
  });
}
