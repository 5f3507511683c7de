import assert from "node:assert/strict";
import type { RawSettings } from "../../../../config";
import { titleOf } from "../../../../policies/finding";
import { isJudgement, judge } from "../../../../policies/judge";
import { Mesh } from "../../../../policies/mesh";
import { active, enforce } from "../../../../policies/options";
import { objectsOf } from "../../../../policies/pulumi/resource";
import { rules } from "../../../../policies/rules";
import { runProgram } from "../../support/program";
import { all, at } from "./support";

/** What the pack refuses of a stack with these addons: rule, object and field. */
async function refused(addons: RawSettings, stack: RawSettings): Promise<string[]> {
  const { resources } = await runProgram("pack", { ...stack, addons });
  const objects = resources.flatMap(({ type, name, urn, inputs }) => objectsOf({ type, name, urn, props: inputs }));
  return [...judge(objects, new Mesh(objects), active(enforce(rules, {})))]
    .filter(isJudgement)
    .filter(({ level }) => level === "mandatory")
    .map(({ rule, finding }) => `${rule.name}: ${titleOf(finding.object)} ${finding.path}`);
}

const issuer = "https://issuer.example.com";
const exposed = {
  prometheus: at("prometheus.example.com", { jwt: { issuer, jwksUri: `${issuer}/keys` } }),
  grafana: at("grafana.example.com", { own: true }),
  jaeger: at("jaeger.example.com", { clientCertificates: true }),
  kiali: at("kiali.example.com", {
    externalAuthorizer: { service: "oauth2-proxy.auth.svc.cluster.local", port: 4180 },
  }),
};

describe("the pack, over addons, refuses", () => {
  const cases: [string, RawSettings, RawSettings][] = [
    ["nothing where they are private", all, {}],
    ["nothing where callers are known", exposed, {}],
    ["nothing where Jaeger's page is on the nodes on purpose", { ...all, jaeger: { nodePort: 31686 } }, {}],
    ["nothing on OpenShift", exposed, { platform: "openshift", mesh: { kind: "sail" } }],
  ];
  for (const [title, addons, stack] of cases) {
    it(title, async () => {
      assert.deepEqual(await refused(addons, stack), []);
    });
  }
});
