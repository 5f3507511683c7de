import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { chartValuesOf, meshConfigsOf } from "../model/istioCharts";
import type { MeshObject } from "../model/object";
import { CONTROL_PLANE_KINDS } from "../model/controlPlanes";
import type { Rule } from "../rule";

const config = z.strictObject({
  maximum: z
    .number()
    .min(0)
    .max(100)
    .default(10)
    .describe("The highest share of requests that may be traced, in percent."),
});

type Config = z.infer<typeof config>;

const WHY = `Each traced request makes every proxy on its way send a span: at 100 % tracing costs memory and latency in the sidecars, and
fills the store of traces in hours. Istio's default is 1 %; demonstrations ask for 100 % to see something at once, and it stays. See
[trace sampling](https://istio.io/latest/docs/tasks/observability/distributed-tracing/sampling/).

Judged are \`traceSampling\` among the charts' values, \`meshConfig.defaultConfig.tracing.sampling\`,
\`spec.tracing[].randomSamplingPercentage\` of a Telemetry, and \`spec.tracing.sampling\` of a ServiceMeshControlPlane, which counts in
hundredths of a percent (10000 is 100 %).`;

/** A demonstration's sampling of 100 % in production. */
export const traceSampling: Rule<Config> = {
  name: "trace-sampling",
  codes: [],
  description: "Only a part of all requests is traced.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Tracing every request works, at a price that depends on the load." },
  offInTests: true,
  scope: "object",
  kinds: [...CONTROL_PLANE_KINDS, "telemetry.istio.io/Telemetry"],
  config,
  *check(object, _, { maximum }) {
    const unit = object.key === "maistra.io/ServiceMeshControlPlane" && object.version !== "v1" ? 100 : 1;
    for (const field of samplingsOf(object)) {
      if (field.number !== undefined && field.number / unit > maximum) yield tooMany(object, field, maximum, unit);
    }
  },
};

function samplingsOf(object: MeshObject): Field[] {
  if (object.group === "telemetry.istio.io") {
    const entries = object.spec.get("tracing").items();
    return entries.map((one) => one.get("randomSamplingPercentage"));
  }
  if (object.group === "maistra.io") {
    return [
      object.version === "v1"
        ? object.spec.at("istio", "pilot", "traceSampling")
        : object.spec.get("tracing").get("sampling"),
    ];
  }
  const values = chartValuesOf(object);
  const inMesh = meshConfigsOf(object).map((mesh) => mesh.at("defaultConfig", "tracing", "sampling"));
  return values ? [values.get("traceSampling"), values.get("pilot").get("traceSampling"), ...inMesh] : [];
}

function tooMany(object: MeshObject, field: Field, maximum: number, unit: number): Finding {
  const percent = (field.number ?? 0) / unit;
  return found(object, field, {
    problem: `so ${percent} % of all requests are traced`,
    allowed: `at most ${maximum * unit}${unit === 1 ? "" : ` (${maximum} %)`}`,
    fix: "trace 1 % in production, and more for single workloads by a Telemetry while you look into them",
  });
}
