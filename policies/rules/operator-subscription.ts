import * as z from "zod";
import { found } from "../finding";
import type { MeshObject } from "../model/object";
import type { Finding } from "../finding";
import type { Rule } from "../rule";

const config = z.strictObject({
  approval: z
    .enum(["Manual", "any"])
    .default("Manual")
    .describe("Manual: each new version of the operator waits for somebody's approval. any: it may install itself."),
});

type Config = z.infer<typeof config>;

const WHY = `A Subscription lets the Operator Lifecycle Manager install an operator and keep it up to date
([OLM](https://olm.operatorframework.io/docs/concepts/crds/subscription/)). Without a channel it follows the package's default one,
which moves on to the next major version when the package says so; with automatic approval (the default) the operator replaces itself
as soon as the catalog has a newer version, and with it the control planes that it runs.

Of some packages nothing new comes any more:

- \`servicemeshoperator\` (OpenShift Service Mesh 2) ended on 30 June 2026 and was followed by \`servicemeshoperator3\`
  ([operator life cycles](https://access.redhat.com/support/policy/updates/openshift_operators));
- \`jaeger-product\` left the catalog on 3 November 2025, and with it its store, \`elasticsearch-operator\`; Tempo and OpenTelemetry
  follow ([notice](https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/distributed_tracing/distributed-tracing-platform-jaeger)).

Judged are the operators of a mesh: Service Mesh, Sail, Kiali, tracing. Others are not this pack's business.`;

/** What came after packages that get no versions any more. */
const ENDED: Readonly<Record<string, string>> = {
  servicemeshoperator: "servicemeshoperator3",
  "jaeger-product": "tempo-product and opentelemetry-product",
  "elasticsearch-operator": "tempo-product, which stores traces in object storage",
};

const PACKAGES = [
  ...Object.keys(ENDED),
  "servicemeshoperator3",
  "sailoperator",
  "kiali-ossm",
  "kiali",
  "tempo-product",
  "tempo-operator",
  "opentelemetry-product",
  "opentelemetry-operator",
];

/** Operators of the mesh that replace themselves, or are not made any more. */
export const operatorSubscription: Rule<Config> = {
  name: "operator-subscription",
  codes: [],
  description:
    "Subscriptions to the mesh's operators name a channel, wait for approval and are of packages that are still made.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Such a Subscription works today; when it changes the mesh, nobody asked for it.",
  },
  scope: "object",
  kinds: ["operators.coreos.com/Subscription"],
  config,
  *check(object, _, { approval }) {
    const { spec } = object;
    const name = spec.get("name");
    if (!PACKAGES.includes(name.text ?? "")) return;
    yield* checkPackage(object);
    const channel = spec.get("channel");
    if (!channel.text && !object.partial) {
      yield found(object, channel, {
        problem: "so the package decides which channel this cluster follows",
        allowed: 'a channel of the package, such as "stable"',
        fix: "name the channel",
      });
    }
    const plan = spec.get("installPlanApproval");
    if (approval === "any" || plan.value === "Manual" || (object.partial && plan.missing)) return;
    yield found(object, plan, {
      problem: plan.missing
        ? "so new versions install themselves: Automatic is the default"
        : "so new versions install themselves",
      allowed: '"Manual"',
      fix: "set installPlanApproval: Manual, or approval: any of this rule where upgrades may happen at any time",
    });
  },
};

function* checkPackage(object: MeshObject): Iterable<Finding> {
  const name = object.spec.get("name");
  const next = ENDED[name.text ?? ""];
  if (next === undefined) return;
  yield found(object, name, {
    problem: "a package that gets no new versions any more",
    allowed: next,
    fix: `move to ${next}`,
  });
}
