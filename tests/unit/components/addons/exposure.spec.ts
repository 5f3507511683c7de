import assert from "node:assert/strict";
import { runProgram } from "../../support/program";
import type { Registered } from "../../support/recorder";
import { allDependencies, named, ofKind } from "../../support/recorder";
import { all, at, install } from "./support";

const host = "addon.example.com";
/** What the names of this host's policies end with. */
const mark = "62824483";
const issuer = "https://issuer.example.com";
const jwt = { jwt: { issuer, jwksUri: `${issuer}/keys` } };
const externalAuthorizer = { externalAuthorizer: { service: "oauth2-proxy.auth.svc.cluster.local", port: 4180 } };
const toHost = [{ operation: { hosts: [host, `${host}:*`] } }];
const selector = { matchLabels: { istio: "ingressgateway" } };

const specOf = (resources: readonly Registered[], name: string) => named(resources, name).inputs.spec as unknown;
const kinds = (resources: readonly Registered[], ...of: string[]) =>
  of.flatMap((kind) => ofKind(resources, kind).map(({ name }) => name));

describe("Addons", () => {
  it("are reached from nowhere outside unless the settings say so", async () => {
    const resources = await install(all);
    assert.deepEqual(kinds(resources, "Gateway", "VirtualService", "Service", "Route", "AuthorizationPolicy"), []);
    const said = JSON.stringify(ofKind(resources, "Release").map(({ inputs }) => inputs.values));
    assert.doesNotMatch(said, /NodePort|LoadBalancer|"ingress":\{"enabled":true/);
  });

  it("stay so where the ingress gateway is switched off or the addon is", async () => {
    const off = { ...at(host, jwt), enabled: false };
    assert.deepEqual(kinds(await install({ prometheus: off }), "Gateway", "VirtualService"), []);
  });
});

describe("An exposed addon", () => {
  it("is served with TLS only, at its own host, by the ingress gateway", async () => {
    const resources = await install({ prometheus: at(host, jwt, { redirectHttp: true, minVersion: "TLSV1_3" }) });
    const { metadata, spec } = named(resources, "prometheus-exposure-hosts-gateway").inputs;
    assert.deepEqual([metadata.name, metadata.namespace], ["prometheus-gateway", "istio-system"]);
    assert.deepEqual(spec, {
      selector: selector.matchLabels,
      servers: [
        { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [host], tls: { httpsRedirect: true } },
        {
          port: { number: 443, name: "https-istio-system-prometheus-gateway", protocol: "HTTPS" },
          hosts: [host],
          tls: { mode: "SIMPLE", credentialName: "certificate", minProtocolVersion: "TLSV1_3" },
        },
      ],
    });
  });

  for (const [addon, port, settings] of [
    ["grafana", 3000, { own: true }],
    ["jaeger", 16686, jwt],
    ["kiali", 20001, { own: true }],
  ] as const) {
    it(`leads to ${addon} at port ${port}`, async () => {
      const resources = await install({ prometheus: {}, [addon]: at(host, settings) });
      assert.deepEqual(specOf(resources, `${addon}-exposure-route`), {
        hosts: [host],
        gateways: [`istio-system/${addon}-gateway`],
        http: [
          {
            route: [{ destination: { host: `${addon}.istio-system.svc.cluster.local`, port: { number: port } } }],
            timeout: "60s",
          },
        ],
      });
    });
  }

  it("does not let its callers stop Prometheus", async () => {
    const spec = specOf(await install({ prometheus: at(host, jwt) }), "prometheus-exposure-route");
    const { http } = spec as { http: { match?: { uri: { prefix: string } }[]; directResponse?: object }[] };
    // Prometheus v0.315.0 ends itself on POST /-%2Fquit, too.
    for (const path of ["/-/quit", "/-%2Fquit", "/-%2freload"]) {
      const first = http.find(({ match }) => !match || match.some(({ uri }) => path.startsWith(uri.prefix)));
      assert.deepEqual(first?.directResponse, { status: 403 }, path);
    }
    const other = http.find(({ match }) => !match || match.some(({ uri }) => "/query".startsWith(uri.prefix)));
    assert.equal(other?.directResponse, undefined);
  });

  it("has a Route to the gateway on OpenShift, which passes TLS on", async () => {
    const resources = await install({ jaeger: at(host, jwt) }, { platform: "openshift" });
    const [route] = ofKind(resources, "Route");
    assert.deepEqual(
      [route?.inputs.spec.host, Reflect.get(route?.inputs.spec ?? {}, "tls")],
      [host, { termination: "passthrough", insecureEdgeTerminationPolicy: "Redirect" }],
    );
  });
});

describe("Callers of an exposed addon", () => {
  const policies = (resources: readonly Registered[]) =>
    kinds(resources, "RequestAuthentication", "AuthorizationPolicy");

  it("log in at Grafana and Kiali themselves, where the settings leave it to them", async () => {
    for (const addon of ["grafana", "kiali"]) {
      const resources = await install({ prometheus: {}, [addon]: at(host, { own: true }) });
      assert.deepEqual(policies(resources), []);
      assert.equal(ofKind(resources, "VirtualService").length, 1);
    }
  });

  it("bring a token of the issuer with every request, or are refused", async () => {
    const settings = at(host, { jwt: { ...jwt.jwt, audiences: ["prometheus"] } });
    const resources = await install({ prometheus: settings });
    assert.deepEqual(specOf(resources, `prometheus-exposure-tokens-${mark}`), {
      selector,
      jwtRules: [{ issuer, jwksUri: `${issuer}/keys`, audiences: ["prometheus"] }],
    });
    assert.deepEqual(specOf(resources, `prometheus-exposure-without-token-${mark}`), {
      selector,
      action: "DENY",
      rules: [
        { to: toHost, when: [{ key: "request.auth.claims[iss]", notValues: [issuer] }] },
        // The gateway takes whatever token fits the rule of one of its hosts, for all of them.
        { to: toHost, when: [{ key: "request.auth.audiences", notValues: ["prometheus"] }] },
      ],
    });
    for (const name of policies(resources)) {
      assert.equal(named(resources, name).inputs.metadata.namespace, "istio-system");
    }
  });

  it("may bring a token of the issuer for anybody, where the settings name no audience", async () => {
    const resources = await install({ prometheus: at(host, jwt) });
    const { rules } = specOf(resources, `prometheus-exposure-without-token-${mark}`) as { rules: unknown };
    assert.deepEqual(rules, [{ to: toHost, when: [{ key: "request.auth.claims[iss]", notValues: [issuer] }] }]);
  });

  it("may be known by keys that the settings hold", async () => {
    const jwks = '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}';
    const resources = await install({ prometheus: at(host, { jwt: { issuer, jwks } }) });
    const { jwtRules } = specOf(resources, `prometheus-exposure-tokens-${mark}`) as { jwtRules: unknown };
    assert.deepEqual(jwtRules, [{ issuer, jwks }]);
  });

  it("are asked for by the external authorizer", async () => {
    const resources = await install({ jaeger: at(host, externalAuthorizer) });
    assert.deepEqual(specOf(resources, `jaeger-exposure-authorizer-${mark}`), {
      selector,
      action: "CUSTOM",
      provider: { name: "addons-authorizer" },
      rules: [{ to: toHost }],
    });
    assert.deepEqual(policies(resources), [`jaeger-exposure-authorizer-${mark}`]);
  });

  it("show a certificate", async () => {
    const resources = await install({ jaeger: at(host, { clientCertificates: true }) });
    const { servers } = specOf(resources, "jaeger-exposure-hosts-gateway") as { servers: { tls: { mode?: string } }[] };
    assert.equal(servers[1]?.tls.mode, "MUTUAL");
    assert.deepEqual(policies(resources), []);
  });

  const settings: [string, object, string][] = [
    ["tokens", jwt, "without-token"],
    ["an external authorizer", externalAuthorizer, "authorizer"],
  ];
  for (const [title, authentication, policy] of settings) {
    it(`are asked before there is a way in, and for as long: ${title}`, async () => {
      const resources = await install({ jaeger: at(host, authentication) });
      const before = allDependencies(resources, named(resources, "jaeger-exposure-route"));
      assert.ok(before.has(named(resources, `jaeger-exposure-${policy}-${mark}`).urn));
      const gateway = allDependencies(resources, named(resources, "jaeger-exposure-hosts-gateway"));
      assert.ok(gateway.has(named(resources, `jaeger-exposure-${policy}-${mark}`).urn));
    });
  }

  it("are asked by policies of their host's own: another host gets others before it is served, and the old one keeps its until it is not", async () => {
    for (const authentication of [jwt, externalAuthorizer]) {
      const namesFor = async (each: string) => {
        const resources = await install({ jaeger: at(each, authentication) });
        const made = policies(resources).map((name) => named(resources, name));
        return made.flatMap(({ urn, inputs }) => [urn, inputs.metadata.name]);
      };
      const [of, ofAnother] = [await namesFor(host), await namesFor(`other-${host}`)];
      assert.ok(of.length >= 2);
      const shared = of.filter((each) => ofAnother.includes(each));
      assert.deepEqual(shared, []);
    }
  });

  it("are asked where the gateway's pods are, which may be another namespace than the control plane's", async () => {
    const addons = { jaeger: at(host, jwt) };
    const { resources } = await runProgram("sail", { platform: "openshift", mesh: { kind: "sail" }, addons });
    const homes = [`tokens-${mark}`, `without-token-${mark}`, "hosts-gateway", "route"].map(
      (part) => named(resources, `jaeger-exposure-${part}`).inputs.metadata.namespace,
    );
    assert.deepEqual(homes, ["istio-ingress", "istio-ingress", "istio-system", "istio-system"]);
  });
});
