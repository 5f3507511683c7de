import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { GATEWAY_API } from "../model/gatewayApi";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/;

/** Of Istio 1.31: pkg/config/schema/gatewayapi/minimumversions.go */
const MINIMUM: Record<string, string> = {
  "grpcroutes.gateway.networking.k8s.io": "1.1.0",
  "backendtlspolicies.gateway.networking.k8s.io": "1.4.0",
  "tlsroutes.gateway.networking.k8s.io": "1.5.0",
  "tcproutes.gateway.networking.k8s.io": "1.6.0",
};

const config = z.strictObject({
  minimumVersions: z
    .record(z.string(), z.string().regex(VERSION, "write a version such as 1.4.0"))
    .default(MINIMUM)
    .describe(
      "The lowest version of the Gateway API of which Istio reads a CRD, by the CRD's name. Default: of Istio 1.31.",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `istiod passes over a CRD of the Gateway API that is older than the version it was built for, without a word: Gateways with TLS passthrough
stay without a listener, TCPRoutes without effect. Each CRD tells its version in the annotation \`gateway.networking.k8s.io/bundle-version\`;
\`istioctl analyze\` compares it, as [IST0176](https://istio.io/latest/docs/reference/config/analysis/). Which versions Istio takes depends on its own:
TLSRoutes of 1.5 need Istio 1.30, and Istio 1.30 needs TLSRoutes of 1.5
([Istio: Gateway API](https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/)).

Istio reads GatewayClasses, Gateways, HTTPRoutes and ReferenceGrants as \`v1beta1\`, and all but the last, with GRPCRoutes, as \`v1\`: \`istioctl x precheck\`
reports CRDs that do not serve these, as [IST0156](https://istio.io/latest/docs/reference/config/analysis/) and IST0172.`;

/** istiod does not say that it passes over a CRD that is too old. */
export const gatewayApiCrds: Rule<Config> = {
  name: "gateway-api-crds",
  codes: ["IST0156", "IST0172", "IST0176"],
  description: "The CRDs of the Gateway API are of versions that Istio reads.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Which version is needed depends on Istio's own, and a CRD that is too old harms only those who use it.",
  },
  scope: "object",
  kinds: ["apiextensions.k8s.io/CustomResourceDefinition"],
  config,
  *check(crd, _, { minimumVersions }) {
    yield* checkBundle(crd, minimumVersions);
    if (crd.spec.get("group").text === GATEWAY_API) yield* checkServed(crd);
  },
};

function* checkBundle(crd: MeshObject, minimum: Config["minimumVersions"]): Iterable<Finding> {
  const field = crd.metadata.get("annotations").get(`${GATEWAY_API}/bundle-version`);
  const needed = Object.hasOwn(minimum, crd.name) ? minimum[crd.name] : undefined;
  if (needed === undefined || !field.text || !isLower(field.text, needed)) return;
  yield found(crd, field, {
    problem: `so Istio passes over all objects of this kind: it needs version ${needed}`,
    allowed: `version ${needed} or higher`,
    fix: `install the CRDs of the Gateway API of version ${needed} or higher, or set minimumVersions of this rule to what your Istio needs`,
    codes: ["IST0176"],
  });
}

/** Versions before a release (`v1.5.0-rc.1`) count as the release; what is no version is not lower. */
function isLower(version: string, needed: string): boolean {
  const [have, want] = [version, needed].map((one) =>
    VERSION.exec(one)
      ?.slice(1, 4)
      .map((part) => Number(part ?? 0)),
  );
  if (!have || !want) return false;
  const at = have.findIndex((part, index) => part !== want[index]);
  return at >= 0 && (have[at] ?? 0) < (want[at] ?? 0);
}

/** The kinds that Istio reads in each version: istioctl/pkg/precheck/precheck.go */
const SERVED = [
  { version: "v1beta1", code: "IST0156", kinds: ["Gateway", "GatewayClass", "HTTPRoute", "ReferenceGrant"], when: "" },
  {
    version: "v1",
    code: "IST0172",
    kinds: ["Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute"],
    when: " in future versions",
  },
];

function* checkServed(crd: MeshObject): Iterable<Finding> {
  const kind = crd.spec.at("names", "kind").text ?? "";
  const versions = crd.spec.get("versions");
  if (!versions.isList) return;
  const served = versions
    .items()
    .flatMap((one) => (one.get("served").flag === true ? (one.get("name").text ?? []) : []));
  for (const { version, code, kinds, when } of SERVED) {
    if (!kinds.includes(kind) || served.includes(version)) continue;
    yield found(crd, versions, {
      problem: `of which ${served.join(", ") || "none"} is served, but not ${version}: Istio cannot read ${kind}s${when}`,
      allowed: `versions among which ${version} is served`,
      fix: "install the CRDs of a later version of the Gateway API",
      codes: [code],
    });
  }
}
