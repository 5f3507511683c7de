import assert from "node:assert/strict";
import type { RawSettings } from "../../config";
import { readStackFile } from "../../config/stackFile";
import { titleOf } from "../../policies/finding";
import type { PulumiResource } from "../../policies/pulumi/resource";
import { objectsOf } from "../../policies/pulumi/resource";
import { rules } from "../../policies/rules";
import { runProgram } from "../unit/support/program";
import { judgementsOf } from "./cases";

const tls = { secret: "addons-certificate" };
const jwt = { issuer: "https://login.example.com", jwksUri: "https://login.example.com/keys" };
const at = (host: string, authentication: object) => ({ host: `${host}.example.com`, tls, authentication });

/** Every addon, each at a host of its own, by another way to ask who calls. */
const addons = {
  prometheus: { expose: at("prometheus", { jwt }) },
  grafana: { expose: at("grafana", { own: true }) },
  jaeger: {
    expose: at("jaeger", { externalAuthorizer: { service: "oauth2-proxy.login.svc.cluster.local", port: 4180 } }),
    nodePort: 31686,
  },
  kiali: { authentication: "anonymous", expose: at("kiali", { clientCertificates: true }) },
};

type Change = (resource: PulumiResource) => PulumiResource[];
type Props = Record<string, unknown>;

async function declared(settings: RawSettings): Promise<PulumiResource[]> {
  const { resources } = await runProgram("dev", settings);
  return resources.map(({ type, name, urn, inputs }) => ({ type, name, urn, props: inputs }));
}

/** What the pack says, of that level, after a change of what the program declares: `rule: object path`. */
function said(resources: readonly PulumiResource[], level: string, change: Change = (one) => [one]): string[] {
  const objects = resources.flatMap(change).flatMap(objectsOf);
  return judgementsOf(rules, objects)
    .filter((one) => one.level === level)
    .map(({ rule, finding }) => `${rule.name}: ${titleOf(finding.object)} ${finding.path}`)
    .sort();
}

const isKind = ({ type }: PulumiResource, kind: string) => type.endsWith(`:${kind}`);
const nameIn = ({ props }: PulumiResource) => ((props as Props).metadata as Props | undefined)?.name;

const without =
  (kind: string, named: RegExp): Change =>
  (one) =>
    isKind(one, kind) && named.test(String(nameIn(one))) ? [] : [one];

/** The resource of that kind and name with its inputs changed, as text. */
const rewritten =
  (kind: string, name: string, from: string | RegExp, to: string): Change =>
  (one) => {
    if (!isKind(one, kind) || (nameIn(one) ?? (one.props as Props).name) !== name) return [one];
    const text = JSON.stringify(one.props);
    assert.match(text, new RegExp(from));
    return [{ ...one, props: JSON.parse(text.replace(from, to)) as Props }];
  };

/** Prometheus has paths that nobody reaches, each with a route of its own before the last one. */
const route = (name: string) =>
  `VirtualService "${name}", namespace "istio-system", networking.istio.io/v1 spec.http[${name === "prometheus" ? 3 : 0}].route[0].destination.host`;
const NODE_PORT = 'addon-exposure: Service "jaeger-query-nodeport", namespace "istio-system", v1 spec.type';
/** Jaeger's node port with that reason for it, or none. */
const nodePort =
  (reason: string | undefined): Change =>
  (one) => {
    if (nameIn(one) !== "jaeger-query-nodeport") return [one];
    const { metadata, ...rest } = one.props as { metadata: { annotations?: Record<string, string> } };
    const others = Object.entries(metadata.annotations ?? {}).filter(([key]) => key !== EXCEPTION);
    const annotations = Object.fromEntries(reason === undefined ? others : [...others, [EXCEPTION, reason]]);
    return [{ ...one, props: { ...rest, metadata: { ...metadata, annotations } } }];
  };
const EXCEPTION = "istio-guard.ignore/addon-exposure";
const asked = nodePort("addons.jaeger.nodePort in the stack's file opens it on purpose");

describe("the pack, over the addons of this project", function () {
  this.timeout(60_000);
  let resources: PulumiResource[];
  before(async () => {
    resources = await declared({ ...readStackFile("dev"), addons });
  });

  it("refuses none of them, private or open to those whom something knows", async () => {
    assert.deepEqual(said(resources, "mandatory", asked), []);
    const inside = { prometheus: {}, grafana: {}, jaeger: {}, kiali: {} };
    assert.deepEqual(said(await declared({ ...readStackFile("dev"), addons: inside }), "mandatory"), []);
  });

  it("refuses Jaeger's node port unless an annotation says why, and then still shows it", () => {
    assert.deepEqual(said(resources, "mandatory", nodePort(undefined)), [NODE_PORT]);
    assert.ok(said(resources, "advisory", asked).includes(NODE_PORT));
  });

  const guards: [string, string, Change][] = [
    ["the policy that asks for a token", "prometheus", without("AuthorizationPolicy", /^prometheus-without-token-/)],
    ["the policy that asks the authorizer", "jaeger", without("AuthorizationPolicy", /^jaeger-authorizer-/)],
    ["the question for certificates", "kiali", rewritten("Gateway", "kiali-gateway", '"MUTUAL"', '"SIMPLE"')],
    [
      "the login of its own",
      "grafana",
      rewritten("Release", "grafana", '"auth.anonymous":{"enabled":false}', '"auth.anonymous":{"enabled":true}'),
    ],
  ];
  for (const [guard, addon, change] of guards) {
    it(`refuses ${addon} without ${guard}`, () => {
      const found = said(resources.flatMap(asked), "mandatory", change);
      assert.ok(found.includes(`addon-exposure: ${route(addon)}`), found.join("\n"));
      assert.deepEqual(
        found.filter((one) => one.startsWith("addon-")),
        [`addon-exposure: ${route(addon)}`],
      );
    });
  }

  for (const addon of Object.keys(addons)) {
    it(`refuses ${addon} where plain HTTP is not sent to HTTPS`, () => {
      const plain = rewritten("Gateway", `${addon}-gateway`, '"httpsRedirect":true', '"httpsRedirect":false');
      const found = said(resources.flatMap(asked), "mandatory", plain);
      assert.ok(found.includes(`addon-tls: ${route(addon)}`), found.join("\n"));
    });
  }
});
