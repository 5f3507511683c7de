import * as z from "zod";
import { found } from "../finding";
import type { ControlPlane } from "../model/controlPlanes";
import type { Field } from "../model/field";
import { knownGet, knownText } from "../model/known";
import { isVague } from "../model/lookups";
import { peerMode, widePeers } from "../model/mutualTls";
import { CONTROL_PLANE_KINDS } from "../model/controlPlanes";
import type { Rule } from "../rule";

const WHY = `Unless a PeerAuthentication says otherwise, workloads of the mesh are
[PERMISSIVE](https://istio.io/latest/docs/concepts/security/#permissive-mode): they take mutual TLS and plain text alike. One object in the
root namespace, without a selector, makes all of them
[STRICT](https://istio.io/latest/docs/tasks/security/authentication/authn-policy/#globally-enabling-istio-mutual-tls-in-strict-mode), those
included that nobody thought of:

\`\`\`yaml
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
\`\`\`

OpenShift Service Mesh 2 makes it from \`spec.security.dataPlane.mtls: true\` of its ServiceMeshControlPlane.`;

/** A control plane without it leaves every workload open to plain text until somebody remembers. */
export const meshStrictMtls: Rule = {
  name: "mesh-strict-mtls",
  codes: [],
  description: "A stack with a control plane holds a mesh-wide PeerAuthentication of mode STRICT.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "The object may be in another stack, and a mesh that is being migrated does without it for a while.",
  },
  scope: "stack",
  kinds: [...CONTROL_PLANE_KINDS, "core/ConfigMap"],
  config: z.strictObject({}),
  *check(object, mesh) {
    const planes = mesh.once("mesh-strict-mtls", () => new Map(mesh.controlPlanes.map((one) => [one.object, one])));
    const plane = planes.get(object);
    if (!plane || makesItself(plane)) return;
    const root = rootOf(plane);
    if (isVague(mesh, "security.istio.io/PeerAuthentication")) return;
    if (widePeers(mesh, root).some((peer) => ["STRICT", "unknown"].includes(peerMode(peer)))) return;
    yield found(object, nameOf(plane), {
      problem: `whose mesh takes plain text: its root namespace "${root}" has no PeerAuthentication of mode STRICT for all workloads`,
      allowed: "a control plane with a mesh-wide STRICT PeerAuthentication beside it",
      fix: `add a PeerAuthentication "default" to namespace "${root}" with spec: { mtls: { mode: STRICT } } and no selector`,
    });
  },
};

function rootOf({ form, object, meshConfig, namespace }: ControlPlane): string {
  // istioctl installs into istio-system unless it is told otherwise.
  const own = form === "operator" ? (object.namespace ?? "istio-system") : namespace;
  return knownText(knownGet(meshConfig, "rootNamespace")) ?? own;
}

function makesItself({ form, object }: ControlPlane): boolean {
  return form === "maistra" && object.spec.at("security", "dataPlane", "mtls").flag === true;
}

function nameOf({ object, form }: ControlPlane): Field {
  return form === "release" ? object.root.get("chart") : object.metadata.get("name");
}
