import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { istioChartOf, sourceKindOf } from "../model/istioCharts";
import type { Minor } from "../model/istioReleases";
import { istioMinor, isOlderThanTable, minorOf, show } from "../model/istioReleases";
import type { MeshObject } from "../model/object";
import { CONTROL_PLANE_KINDS } from "../model/controlPlanes";
import type { Rule } from "../rule";

const config = z.strictObject({
  supported: z
    .array(z.string().regex(/^v?\d+\.\d+$/, 'write a minor release such as "1.28"'))
    .default([])
    .describe(
      "Minor releases that somebody supports for you, such as those of Red Hat OpenShift Service Mesh, or that are newer than this pack.",
    ),
  today: z
    .string()
    .regex(/^(\d{4}-\d{2}-\d{2})?$/, 'write a date such as "2026-11-20", or ""')
    .default("")
    .describe('The day by which support is judged, such as "2026-11-20"; empty: the day of the run.'),
});

type Config = z.infer<typeof config>;

const WHY = `Istio maintains a minor release until six weeks after the second one that follows it, which is about eight months
([support policy](https://istio.io/latest/docs/releases/supported-releases/#support-policy)). After that nobody mends its
vulnerabilities any more ([security bulletins](https://istio.io/latest/news/security/)), and because upgrades go one or two minor
releases at a time, the way back grows with every month.

OpenShift Service Mesh 2 (\`ServiceMeshControlPlane\`) ended with 2.6 on 30 June 2026
([operator life cycles](https://access.redhat.com/support/policy/updates/openshift_operators)). Red Hat supports the Istio releases of
OpenShift Service Mesh 3 for longer than the community: list those under \`supported\`.`;

/** A control plane that nobody mends any more. */
export const supportedVersion: Rule<Config> = {
  name: "supported-version",
  codes: [],
  description: "Control planes are of a release that is still supported.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "An old release works until a vulnerability is found in it, and a vendor may support it for longer.",
  },
  scope: "object",
  kinds: CONTROL_PLANE_KINDS,
  config,
  *check(object, _, { supported, today }) {
    const version = versionOf(object);
    const minor = version?.text === undefined ? undefined : minorOf(version.text);
    if (!version || !minor || supported.some((one) => one.replace(/^v/, "") === show(minor))) return;
    const day = today || new Date().toISOString().slice(0, 10);
    const problem = object.group === "maistra.io" ? maistraProblem(minor, day) : istioProblem(minor, day);
    if (problem !== undefined) yield unsupported(object, version, minor, problem);
  },
};

function versionOf(object: MeshObject): Field | undefined {
  if (object.kind === "IstioOperator") return object.spec.get("tag");
  if (object.kind !== "Release") return object.spec.get("version");
  const chart = istioChartOf(object);
  const version = object.root.get("version");
  // Every chart in Istio's source says 1.0.0, whatever the release.
  if (sourceKindOf(object) === "folder" && version.text === "1.0.0") return undefined;
  return chart === "istiod" || chart === "istio" ? version : undefined;
}

function istioProblem(minor: Minor, today: string): string | undefined {
  if (isOlderThanTable(minor)) return "whose support ended years ago";
  const known = istioMinor(minor);
  if (!known) return "a release that this pack does not know";
  const { ends, expected } = known;
  if (ends === undefined || today <= ends) return undefined;
  return expected ? `whose support was expected to end on ${ends}` : `whose support ended on ${ends}`;
}

const MAISTRA_ENDS = "2026-06-30";

function maistraProblem({ major }: Minor, today: string): string | undefined {
  if (major < 2) return "an OpenShift Service Mesh whose support ended years ago";
  return today > MAISTRA_ENDS ? `an OpenShift Service Mesh whose support ended on ${MAISTRA_ENDS}` : undefined;
}

function unsupported(object: MeshObject, version: Field, minor: Minor, problem: string): Finding {
  if (object.group === "maistra.io") {
    return found(object, version, {
      problem,
      allowed: "Istio by the operator of Service Mesh 3",
      fix: "migrate to OpenShift Service Mesh 3",
    });
  }
  const newer = !istioMinor(minor) && !isOlderThanTable(minor);
  return found(object, version, {
    problem,
    allowed: "a minor release that Istio still maintains",
    fix: `${newer ? "update the pack" : "upgrade"}, or list "${show(minor)}" under supported of this rule if somebody supports it for you`,
  });
}
