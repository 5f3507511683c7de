import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import {
  hasEnrolled,
  hasOtherClients,
  isAmbient,
  isAmbientNamespace,
  namespaceEnrolment,
  objectEnrolment,
  reachesZtunnelsOnly,
  selectorOf,
  servicesOf,
  USE_WAYPOINT,
  workloadEnrolment,
  workloadsSelected,
} from "../model/ambient";
import type { Field } from "../model/field";
import { ifKnown, isNamed, placeOf } from "../model/known";
import { selects } from "../model/labels";
import { layer7Of, targetsOf } from "../model/layer7";
import { wholeNamed } from "../model/lookups";
import type { MeshObject } from "../model/object";
import type { Workload } from "../model/workloads";
import { WORKLOAD_KINDS, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

const config = z.strictObject({
  enrolledNamespaces: z
    .array(z.string())
    .default([])
    .describe(
      "Namespaces that get a waypoint outside the stack, as `istioctl waypoint apply --enroll-namespace` does.",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `In ambient mode ztunnel carries the traffic, and reads nothing of it but addresses and identities. Whatever looks at
requests needs a waypoint, and a namespace, Service or pod uses one only if its label \`istio.io/use-waypoint\` names it
([Istio: use a waypoint](https://istio.io/latest/docs/ambient/usage/waypoint/)). Without one

- ztunnel drops every rule of an \`ALLOW\` AuthorizationPolicy that names methods, paths, hosts or JWTs, so the policy refuses all that it should
  have let in; of a \`DENY\` rule it drops these fields, so the rule refuses more; \`CUSTOM\` and \`AUDIT\` policies it skips
  ([Istio: layer 4 policies](https://istio.io/latest/docs/ambient/usage/l4-policy/));
- nothing checks the tokens of a RequestAuthentication, runs a WasmPlugin, traces as a Telemetry says, or follows a VirtualService or DestinationRule.

Sidecars and gateways read these objects themselves: policies that select such pods are let through, and so are the VirtualServices and
DestinationRules of a stack that has any. Kiali reports the same as
[KIA0109 and others](https://kiali.io/docs/features/validations/).`;

/** What only a proxy for HTTP does is not done, or done wrongly, where there is none. */
export const waypointNeeded: Rule<Config> = {
  name: "waypoint-needed",
  codes: ["KIA0109", "KIA0210", "KIA1109", "KIA1110", "KIA1111", "KIA1112", "KIA1317"],
  description: "Where objects ask for more than ztunnel does in ambient mode, the traffic passes a waypoint.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason:
      "Without a waypoint ztunnel refuses what such a policy allows, and nothing checks tokens or follows routes.",
  },
  scope: "stack",
  kinds: [
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/RequestAuthentication",
    "extensions.istio.io/WasmPlugin",
    "telemetry.istio.io/Telemetry",
    "networking.istio.io/VirtualService",
    "networking.istio.io/DestinationRule",
    ...WORKLOAD_KINDS,
  ],
  config,
  *check(object, mesh, config) {
    const home = placeOf(object);
    if (object.partial || home === mesh.rootNamespace || config.enrolledNamespaces.includes(home)) return;
    const workload = workloadOf(object);
    if (workload) yield* checkWorkload(workload, mesh);
    else if (object.group === "networking.istio.io") yield* checkRouting(object, home, mesh);
    else yield* checkPolicy(object, home, mesh);
  },
};

const CODES: Record<string, string> = {
  AuthorizationPolicy: "KIA0109",
  RequestAuthentication: "KIA1110",
  WasmPlugin: "KIA1111",
  Telemetry: "KIA1112",
  VirtualService: "KIA1109",
  DestinationRule: "KIA0210",
};

function* checkPolicy(policy: MeshObject, home: string, mesh: Mesh): Iterable<Finding> {
  const layer7 = isAmbientNamespace(mesh, home) ? layer7Of(policy) : undefined;
  if (!layer7) return;
  const targets = targetsOf(policy);
  for (const { field, group, kind, name } of targets) {
    if (kind !== "Service" && kind !== "ServiceEntry") continue;
    const target = wholeNamed(mesh, group, kind, home, name);
    if (target && objectEnrolment(target, mesh) === "none") {
      yield found(policy, field.get("name"), {
        problem: `a ${kind} that sends its traffic to no waypoint, so that nothing acts on this ${policy.kind}`,
        ...waypoint(`${kind} "${name}"`, home),
        codes: codesFor(policy, layer7),
      });
    }
  }
  if (targets.length === 0 && reachesZtunnelsOnly(policy, home, mesh) && isUnenrolled(policy, home, mesh)) {
    yield refused(policy, layer7, home);
  }
}

/** Whether a policy that selects pods selects some without a waypoint. */
function isUnenrolled(policy: MeshObject, home: string, mesh: Mesh): boolean {
  const selector = selectorOf(policy);
  if (selector.size === 0) return !hasEnrolled(home, mesh);
  const ambient = workloadsSelected(selector, home, mesh).filter((one) => isAmbient(one, mesh));
  if (ambient.length === 0) return namespaceEnrolment(home, mesh) === "none";
  return ambient.some((one) => workloadEnrolment(one, mesh) === "none");
}

/** Where the host is a Service in ambient mode, whether that has a waypoint is asked by the rule service-enrolled. */
function* checkRouting(object: MeshObject, home: string, mesh: Mesh): Iterable<Finding> {
  const layer7 = layer7Of(object);
  if (!layer7 || !isAmbientNamespace(mesh, home) || namespaceEnrolment(home, mesh) !== "none") return;
  if (hasOtherClients(mesh)) return;
  const hosts =
    object.kind === "VirtualService" ? object.spec.get("hosts").texts() : [object.spec.get("host").text ?? ""];
  const known = hosts.flatMap((host) => mesh.hosts.all(host, home));
  const elsewhere = known.some(({ service, namespace, object }) =>
    service ? isAmbientNamespace(mesh, namespace) : objectEnrolment(object, mesh) !== "none",
  );
  if (hosts.length > 0 && !elsewhere) yield refused(object, layer7, home);
}

/** Kiali says of the pods, too, that a policy is for a waypoint which they do not have. */
function* checkWorkload(workload: Workload, mesh: Mesh): Iterable<Finding> {
  if (!isAmbient(workload, mesh) || workloadEnrolment(workload, mesh) !== "none") return;
  const policy = policyFor(workload, mesh);
  if (!policy) return;
  yield found(workload.object, workload.template.get("metadata").get("labels").get(USE_WAYPOINT), {
    problem: `but AuthorizationPolicy "${policy.name}", which is for these pods, looks at requests: ztunnel cannot`,
    ...waypoint("their Service", workload.namespace),
    codes: ["KIA1317"],
  });
}

/** An AuthorizationPolicy of the namespace that looks at requests and is for this workload: by its selector, or by a Service. */
function policyFor(workload: Workload, mesh: Mesh): MeshObject | undefined {
  const index = mesh.once("waypoint-needed", () => {
    const policies = mesh.ofKind("security.istio.io", "AuthorizationPolicy").filter((policy) => {
      const layer7 = ifKnown(() => layer7Of(policy));
      return isNamed(policy) && layer7 && layer7.step !== "action";
    });
    const reaches = policies.flatMap((policy) =>
      (ifKnown(() => reachOf(policy)) ?? []).map((reach) => ({ reach, policy })),
    );
    return groupBy(reaches, ({ reach }) => reach);
  });
  const { namespace, labels } = workload;
  return [
    namespace,
    ...[...labels].map(([name, value = ""]) => `${namespace} ${name}=${value}`),
    ...servicesOf(workload, mesh).map(({ name }) => `${namespace} Service ${name}`),
  ]
    .flatMap((reach) => index.get(reach) ?? [])
    .find(({ policy }) => targetsOf(policy).length > 0 || selects(selectorOf(policy), labels))?.policy;
}

/** By what the index finds a policy: its namespace, the first label that it selects, or the Services that it names. */
function reachOf(policy: MeshObject): string[] {
  const targets = targetsOf(policy);
  if (targets.length > 0) {
    return targets.flatMap(({ kind, name }) => (kind === "Service" ? `${policy.home} Service ${name}` : []));
  }
  const [label] = selectorOf(policy);
  return [label ? `${policy.home} ${label[0]}=${label[1] ?? ""}` : policy.home];
}

function refused(object: MeshObject, layer7: Field, home: string): Finding {
  return found(object, layer7, {
    problem: `which only a waypoint acts on: namespace "${home}" is in ambient mode and names none`,
    ...waypoint("the Service", home),
    codes: codesFor(object, layer7),
  });
}

/** Kiali does not look at the action. */
function codesFor({ kind }: MeshObject, layer7: Field): string[] {
  return layer7.step === "action" ? [] : [CODES[kind] ?? ""];
}

function waypoint(service: string, namespace: string): { allowed: string; fix: string } {
  return {
    allowed: `the label ${USE_WAYPOINT} with the name of a waypoint, on ${service} or on namespace "${namespace}"`,
    fix: `add a Gateway of class istio-waypoint and label ${service}, or namespace "${namespace}", with its name`,
  };
}
