import * as z from "zod";
import type { Finding, Why } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { chartValuesOf, meshConfigsOf } from "../model/istioCharts";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `Some values of Istio's charts are there for debugging, for old clusters or for migrations, and take away what the mesh
protects:

| value | what it does |
| --- | --- |
| \`meshConfig.enableAutoMtls: false\` | sidecars send plain text wherever no DestinationRule says otherwise ([mesh options](https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/)) |
| \`meshConfig.pathNormalization.normalization: NONE\` | \`/a//b\` and \`/a/b\` are two paths to an AuthorizationPolicy and one to the application ([why](https://istio.io/latest/docs/ops/best-practices/security/#understand-path-normalization-in-authorization-policy)) |
| \`global.configValidation: false\` | the API server takes Istio configuration that istiod will reject |
| \`global.proxy.privileged: true\` | every sidecar is a way to the node |
| \`global.proxy.includeInboundPorts: ""\` | calls reach the application without passing the sidecar: no mutual TLS, no authorization |
| \`global.jwtPolicy: first-party-jwt\` | proxies present tokens that never expire and are good for the API server ([third-party tokens](https://istio.io/latest/docs/ops/best-practices/security/#configure-third-party-service-account-tokens)) |
| environment of istiod | \`XDS_AUTH\`, \`PILOT_ENABLE_XDS_IDENTITY_CHECK\`, \`ENABLE_XDS_API_GENERATOR_AUTH\`, \`ENABLE_DEBUG_ENDPOINT_AUTH\`, \`ISTIO_WORKLOAD_ENTRY_VALIDATE_IDENTITY\` off; \`JWKS_RESOLVER_INSECURE_SKIP_VERIFY\`, \`UNSAFE_ENABLE_ADMIN_ENDPOINTS\`, \`PILOT_SKIP_VALIDATE_TRUST_DOMAIN\` on: who asks istiod, or whom it asks, is not checked ([pilot-discovery](https://istio.io/latest/docs/reference/commands/pilot-discovery/#envvars)) |`;

/** Values of the charts that switch the mesh's protection off. */
export const controlPlaneSecurity: Rule<Config> = {
  name: "control-plane-security",
  codes: [],
  description: "The values of Istio's charts leave the mesh's protection on.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Each of these values takes away a check that the mesh's security rests on.",
  },
  scope: "object",
  kinds: ["helm.sh/Release", "sailoperator.io/Istio", "install.istio.io/IstioOperator"],
  config,
  *check(object) {
    for (const mesh of meshConfigsOf(object)) yield* checkValues(object, mesh, MESH);
    const values = chartValuesOf(object);
    if (values) yield* checkValues(object, values, VALUES);
    yield* checkEnvironment(object);
  },
};

interface Danger extends Why {
  path: readonly string[];
  value: unknown;
}

const MESH: readonly Danger[] = [
  {
    path: ["enableAutoMtls"],
    value: false,
    problem: "so sidecars send plain text to each other wherever no DestinationRule asks for mutual TLS",
    allowed: "true, which is the default",
    fix: "remove it, and name the hosts outside of the mesh by DestinationRules",
  },
  {
    path: ["pathNormalization", "normalization"],
    value: "NONE",
    problem: "so a path written differently gets past an AuthorizationPolicy and still reaches the application",
    allowed: '"BASE", "MERGE_SLASHES" or "DECODE_AND_MERGE_SLASHES"',
    fix: 'remove it (the default is "BASE"), or write "MERGE_SLASHES"',
  },
];

const VALUES: readonly Danger[] = [
  {
    path: ["global", "configValidation"],
    value: false,
    problem: "so the API server takes Istio configuration that istiod will reject",
    allowed: "true, which is the default",
    fix: "remove it",
  },
  {
    path: ["global", "proxy", "privileged"],
    value: true,
    problem: "which makes every sidecar a way to the node",
    allowed: "false, which is the default",
    fix: "remove it, and let Istio CNI redirect the traffic where pods may not",
  },
  {
    path: ["global", "proxy", "includeInboundPorts"],
    value: "",
    problem: "so calls reach the applications without passing the sidecars: no mutual TLS, no authorization",
    allowed: '"*", which is the default',
    fix: "remove it, and leave out single ports of single workloads by annotations",
  },
  {
    path: ["global", "jwtPolicy"],
    value: "first-party-jwt",
    problem: "so proxies present tokens that do not expire and that the API server accepts, too",
    allowed: '"third-party-jwt", which is the default',
    fix: "remove it",
  },
];

/** Of istiod's environment: the value that is dangerous, and what comes of it. */
const ENVIRONMENT: Readonly<Record<string, { value: boolean; problem: string }>> = {
  XDS_AUTH: { value: false, problem: "so istiod configures whoever asks" },
  PILOT_ENABLE_XDS_IDENTITY_CHECK: {
    value: false,
    problem: "so a workload of one namespace gets the configuration of another",
  },
  ENABLE_XDS_API_GENERATOR_AUTH: { value: false, problem: "so whoever asks gets all of the mesh's configuration" },
  ENABLE_DEBUG_ENDPOINT_AUTH: { value: false, problem: "so any namespace reads istiod's debug pages" },
  ISTIO_WORKLOAD_ENTRY_VALIDATE_IDENTITY: {
    value: false,
    problem: "so a proxy may register as a workload that it is not",
  },
  JWKS_RESOLVER_INSECURE_SKIP_VERIFY: {
    value: true,
    problem: "so istiod takes the keys that tokens are checked with from anybody",
  },
  UNSAFE_ENABLE_ADMIN_ENDPOINTS: { value: true, problem: "which opens istiod's unsafe administration endpoints" },
  PILOT_SKIP_VALIDATE_TRUST_DOMAIN: { value: true, problem: "so peers of other trust domains pass for the mesh's own" },
};

function* checkValues(object: MeshObject, values: Field, dangers: readonly Danger[]): Iterable<Finding> {
  for (const { path, value, ...why } of dangers) {
    const field = values.at(...path);
    if (field.value === value) yield found(object, field, why);
  }
}

function* checkEnvironment(object: MeshObject): Iterable<Finding> {
  for (const [name, field] of environmentOf(object)) {
    const danger = Object.hasOwn(ENVIRONMENT, name) ? ENVIRONMENT[name] : undefined;
    if (!danger || flagOf(field) !== danger.value) continue;
    yield found(object, field, {
      problem: danger.problem,
      allowed: `${String(!danger.value)}, which is the default of ${name}`,
      fix: `remove ${name} from istiod's environment`,
    });
  }
}

/** The environment variables that an object gives to istiod: the charts have them in two places, an IstioOperator in a third. */
function* environmentOf(object: MeshObject): Iterable<[string, Field]> {
  const values = chartValuesOf(object);
  yield* values?.get("env").entries() ?? [];
  yield* values?.get("pilot").get("env").entries() ?? [];
  if (object.kind !== "IstioOperator") return;
  for (const entry of object.spec.at("components", "pilot", "k8s", "env").items()) {
    yield [entry.get("name").text ?? "", entry.get("value")];
  }
}

/** As Go reads it: https://pkg.go.dev/strconv#ParseBool */
function flagOf(field: Field): boolean | undefined {
  const text = field.flag === undefined ? (field.text ?? "") : String(field.flag);
  if (/^(1|t|true)$/i.test(text)) return true;
  return /^(0|f|false)$/i.test(text) ? false : undefined;
}
