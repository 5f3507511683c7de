import type { RawSettings } from "../../../config";
import type { Refusal } from "./refusal";
import { refusals } from "./refusal";

const tls = { secret: "certificate" };
const exposed = (authentication: object, host = "addon.example.com") => ({ expose: { host, tls, authentication } });
const asking = "jwt, clientCertificates, externalAuthorizer";
const instead = "take jwt or clientCertificates or externalAuthorizer";
const gathered = "it shows what Prometheus has gathered";
const onOpenshift = (kind: string, rest: RawSettings): RawSettings => ({
  platform: "openshift",
  ...rest,
  mesh: { kind, ...(rest.mesh as object) },
});
const byOperator = "the operator installs it; mesh.maistra.spec has what else can be set";
const byChart = "the chart istio installs it; mesh.legacyIstio.values.istio has what else can be set";
const collector = { service: "collector.tracing.svc.cluster.local", port: 4317 };
const foundCollector = '{"service":"collector.tracing.svc.cluster.local","port":4317}';
const proxy = { service: "oauth2-proxy.login.svc.cluster.local", port: 4180 };
const liesOpen = "it would lie open in the stack's file and state";
const commonKeys = "enabled, version, charts, values, expose";

const forms: Refusal[] = [
  [
    "an addon that there is not",
    { addons: { grafanna: {}, zipkin: {} } },
    "addons.grafanna: found {}; allowed: the keys prometheus, grafana, jaeger, kiali; this key does not exist: did you mean grafana?",
    "addons.zipkin: found {}; allowed: the keys prometheus, grafana, jaeger, kiali; this key does not exist: remove it",
  ],
  [
    "a group that is a switch, or nothing",
    { addons: { prometheus: true, kiali: null } },
    `addons.prometheus: found true; allowed: a group of the keys ${commonKeys}, retention, scrapeInterval`,
    `addons.kiali: found null; allowed: a group of the keys ${commonKeys}, authentication`,
  ],
  [
    "a range of chart versions",
    { addons: { jaeger: { version: "4.x" } } },
    'addons.jaeger.version: found "4.x"; allowed: a full version of the chart such as 4.11.1',
  ],
  [
    "times that Prometheus does not know",
    { addons: { prometheus: { retention: "1.5h", scrapeInterval: "0s" } } },
    ...(["retention", "scrapeInterval"] as const).map(
      (key) =>
        `addons.prometheus.${key}: found ${key === "retention" ? '"1.5h"' : '"0s"'}; allowed: a duration as Prometheus writes it, at least 1s, such as 15s, 6h or 15d`,
    ),
  ],
  [
    "a port that is none of the nodes', and a protocol that proxies do not speak",
    { addons: { jaeger: { nodePort: 16686, protocol: "thrift" } } },
    "addons.jaeger.nodePort: found 16686; allowed: a node port, 30000 to 32767",
    'addons.jaeger.protocol: found "thrift"; allowed: one of otlp, zipkin',
  ],
  [
    "dashboards that are no address, and a Secret that is no name",
    { addons: { prometheus: {}, grafana: { adminSecret: "Admin", dashboards: { url: "dashboards" } } } },
    'addons.grafana.adminSecret: found "Admin"; allowed: the name of a Secret with the keys admin-user and admin-password of lower case letters, digits and "-", starting and ending with a letter or digit, at most 63 characters',
    `addons.grafana.dashboards.url: found "dashboards"; allowed: an https:// or http:// address of a folder with Istio's dashboards`,
  ],
  [
    "another way for Kiali to let people in",
    { addons: { prometheus: {}, kiali: { authentication: "none" } } },
    'addons.kiali.authentication: found "none"; allowed: one of token, anonymous',
  ],
  [
    "an addon in the open: no TLS, no authentication",
    { addons: { prometheus: {}, kiali: { expose: { host: "kiali.example.com" } } } },
    "addons.kiali.expose.tls: found nothing; allowed: a group of the keys secret, minVersion, redirectHttp, clientCertificates",
    `addons.kiali.expose.authentication: found nothing; allowed: a group of the keys own, ${asking}`,
  ],
  [
    "keys, addresses and switches in another form",
    {
      addons: {
        grafana: {
          enabled: false,
          ...exposed({ own: false, jwt: { issuer: "me", jwks: '{"keys":[{"kty":"EC","d":"AQAB"}]}' } }),
        },
        jaeger: exposed({ jwt: { issuer: "", jwks: '{"keys":[]}', audiences: [] } }),
        prometheus: exposed({ externalAuthorizer: { service: "oauth2-proxy", port: 0 } }),
        kiali: exposed({ jwt: { issuer: "*", audiences: ["kiali", "*"] } }),
      },
    },
    'addons.prometheus.expose.authentication.externalAuthorizer.service: found "oauth2-proxy"; allowed: a full DNS name such as payment.shop.svc.cluster.local or api.example.com',
    "addons.prometheus.expose.authentication.externalAuthorizer.port: found 0; allowed: a port, 1 to 65535",
    "addons.grafana.expose.authentication.own: found false; allowed: true, or leave the key out",
    'addons.grafana.expose.authentication.jwt.jwks: found "{\\"keys\\":[{\\"kty\\":\\"EC\\",\\"d\\":\\"AQAB\\"}]}"; allowed: a JSON Web Key Set as a text: {"keys": […]}, with at least one key, all of them public',
    'addons.jaeger.expose.authentication.jwt.issuer: found ""; allowed: the issuer of the tokens, as their claim iss has it, without spaces and *',
    'addons.jaeger.expose.authentication.jwt.jwks: found "{\\"keys\\":[]}"; allowed: a JSON Web Key Set as a text: {"keys": […]}, with at least one key, all of them public',
    "addons.jaeger.expose.authentication.jwt.audiences: found []; allowed: at least one audience",
    'addons.kiali.expose.authentication.jwt.issuer: found "*"; allowed: the issuer of the tokens, as their claim iss has it, without spaces and *',
    'addons.kiali.expose.authentication.jwt.audiences[1]: found "*"; allowed: an audience, as the claim aud has it, without spaces and *',
  ],
  [
    "a backend without an address",
    { mesh: { tracing: { service: "collector" } } },
    'mesh.tracing.service: found "collector"; allowed: a full DNS name such as payment.shop.svc.cluster.local or api.example.com',
    "mesh.tracing.port: found nothing; allowed: a port, 1 to 65535",
  ],
];

const between: Refusal[] = [
  [
    "what shows Prometheus' numbers without Prometheus",
    { addons: { grafana: {}, kiali: {} } },
    ...["grafana", "kiali"].map(
      (name) =>
        `addons.${name}.enabled: found true; allowed: false while addons.prometheus is off; ${gathered}: set addons.prometheus: {}`,
    ),
  ],
  [
    "the same where Prometheus is switched off",
    { addons: { prometheus: { enabled: false }, kiali: {} } },
    `addons.kiali.enabled: found true; allowed: false while addons.prometheus is off; ${gathered}: set addons.prometheus.enabled: true`,
  ],
  [
    "chart sources that do not fit together",
    {
      addons: {
        prometheus: { charts: { from: "folder", url: "https://charts.example.com" } },
        grafana: { charts: { path: "/charts", url: "oci://registry.example.com" } },
        jaeger: { charts: { from: "oci" } },
      },
    },
    "addons.prometheus.charts.path: found nothing; allowed: a folder that holds the addons' charts, because addons.prometheus.charts.from is folder",
    'addons.prometheus.charts.url: found "https://charts.example.com"; allowed: nothing while addons.prometheus.charts.from is folder',
    'addons.grafana.charts.path: found "/charts"; allowed: nothing unless addons.grafana.charts.from is folder',
    'addons.grafana.charts.url: found "oci://registry.example.com"; allowed: an https:// address while addons.grafana.charts.from is repository',
    "addons.jaeger.charts.url: found nothing; allowed: the address of a registry, because addons.jaeger.charts.from is oci",
  ],
  [
    "Jaeger with an istiod that is somebody else's",
    { mesh: { components: { istiod: false, gateway: false } }, addons: { jaeger: {} } },
    "addons.jaeger.enabled: found true; allowed: false while mesh.components.istiod is false; istiod tells the proxies where their spans go",
  ],
  [
    "a backend of one's own with an istiod that is somebody else's",
    { mesh: { components: { istiod: false, gateway: false }, tracing: collector } },
    `mesh.tracing: found ${foundCollector}; allowed: nothing while mesh.components.istiod is false; istiod tells the proxies where their spans go`,
  ],
  [
    "one port of the nodes for two",
    { mesh: { gateway: { httpNodePort: 31686 } }, addons: { jaeger: { nodePort: 31686 } } },
    "addons.jaeger.nodePort: found 31686; allowed: another port than mesh.gateway.httpNodePort",
  ],
  [
    "two places for traces",
    { mesh: { tracing: collector }, addons: { jaeger: {} } },
    `mesh.tracing: found ${foundCollector}; allowed: nothing while addons.jaeger is on; traces go to one place: leave one of the two out`,
  ],
  [
    "no way to ask who calls, or two",
    {
      addons: {
        prometheus: exposed({}, "a.example.com"),
        grafana: exposed({ own: true, clientCertificates: true }, "b.example.com"),
      },
    },
    `addons.prometheus.expose.authentication: found {}; allowed: exactly one of ${asking}`,
    `addons.grafana.expose.authentication: found {"own":true,"clientCertificates":true}; allowed: exactly one of own, ${asking}`,
  ],
  [
    "a login of what has none",
    {
      addons: { prometheus: exposed({ own: true }, "a.example.com"), jaeger: exposed({ own: true }, "b.example.com") },
    },
    `addons.prometheus.expose.authentication.own: found true; allowed: nothing: Prometheus asks nobody for a login; ${instead}`,
    `addons.jaeger.expose.authentication.own: found true; allowed: nothing: Jaeger asks nobody for a login; ${instead}`,
  ],
  [
    "a login that is switched off",
    {
      addons: {
        prometheus: {},
        grafana: {
          ...exposed({ own: true }, "a.example.com"),
          values: { "grafana.ini": { "auth.anonymous": { enabled: true } } },
        },
        kiali: { ...exposed({ own: true }, "b.example.com"), authentication: "anonymous" },
      },
    },
    `addons.grafana.expose.authentication.own: found true; allowed: nothing while addons.grafana.values["grafana.ini"]["auth.anonymous"]["enabled"] lets anybody in; ${instead}`,
    `addons.kiali.expose.authentication.own: found true; allowed: nothing while addons.kiali.authentication lets anybody in; ${instead}`,
  ],
  ...(
    [
      ["env", { GF_AUTH_ANONYMOUS_ENABLED: "true" }, '["env"]["GF_AUTH_ANONYMOUS_ENABLED"]'],
      ["grafana.ini", { users: { allow_sign_up: true } }, '["grafana.ini"]["users"]["allow_sign_up"]'],
    ] as const
  ).map(([group, values, key]): Refusal => [
    `a login that ${key} switches off, or that anybody gets`,
    { addons: { prometheus: {}, grafana: { ...exposed({ own: true }), values: { [group]: values } } } },
    `addons.grafana.expose.authentication.own: found true; allowed: nothing while addons.grafana.values${key} lets anybody in; ${instead}`,
  ]),
  [
    "a second authorizer at the same gateway",
    {
      addons: {
        prometheus: exposed({ externalAuthorizer: proxy }, "a.example.com"),
        grafana: { ...exposed({ externalAuthorizer: proxy }, "b.example.com"), enabled: false },
        jaeger: exposed({ externalAuthorizer: { ...proxy, port: 9999 } }, "c.example.com"),
      },
    },
    `addons.jaeger.expose.authentication.externalAuthorizer: found ${JSON.stringify({ ...proxy, port: 9999 })}; allowed: the service and port of addons.prometheus: at one gateway Istio asks one authorizer; name the same one, or take another way to know its callers`,
  ],
  [
    "a share of traces that go nowhere",
    { namespaces: [{ name: "shop", telemetry: { traceSampling: 5 } }], addons: { jaeger: { enabled: false } } },
    "namespaces[0].telemetry.traceSampling: found 5; allowed: nothing while neither addons.jaeger nor mesh.tracing is on; traces go nowhere then: switch one of them on, or leave this out",
  ],
  [
    "a password in the stack's file, and does not repeat it",
    { addons: { prometheus: {}, grafana: { values: { adminPassword: "hunter2" } } } },
    'addons.grafana.values.adminPassword: found "(not shown)"; allowed: nothing: it would lie open in the stack\'s file and state; name a Secret that has it in addons.grafana.adminSecret',
  ],
  [
    "what is secret in a chart's values, and does not repeat it",
    {
      addons: {
        prometheus: {},
        grafana: {
          values: {
            env: { GF_SECURITY_ADMIN_PASSWORD: "hunter2", GF_LOG_LEVEL: "debug" },
            envRenderSecret: { GF_AUTH_CLIENT_SECRET: "hunter2" },
            "grafana.ini": { security: { admin_password: "hunter2", cookie_secure: true } },
            datasources: {
              "datasources.yaml": {
                datasources: [{ secureJsonData: { one: "hunter2", other: "$FROM_A_SECRET", none: "" } }],
              },
            },
          },
        },
        kiali: {
          values: {
            external_services: {
              grafana: { auth: { username: "viewer", password: "hunter2" } },
              tracing: { auth: { token: "secret:jaeger:token", use_kiali_token: false } },
            },
            login_token: { signing_key: "hunter2" },
          },
        },
      },
    },
    `addons.grafana.values.env.GF_SECURITY_ADMIN_PASSWORD: found "(not shown)"; allowed: nothing: ${liesOpen}; name a Secret that has it in addons.grafana.adminSecret`,
    `addons.grafana.values.grafana.ini.security.admin_password: found "(not shown)"; allowed: nothing: ${liesOpen}; name a Secret that has it in addons.grafana.adminSecret`,
    `addons.grafana.values.envRenderSecret.GF_AUTH_CLIENT_SECRET: found "(not shown)"; allowed: nothing: ${liesOpen}; make the Secret yourself, and name it in addons.grafana.values.envFromSecret`,
    `addons.grafana.values.datasources.datasources.yaml.datasources.0.secureJsonData.one: found "(not shown)"; allowed: a variable, $NAME: else ${liesOpen}; name a Secret that has the variable in addons.grafana.values.envFromSecret`,
    `addons.kiali.values.external_services.grafana.auth.password: found "(not shown)"; allowed: secret:NAME:KEY, a key of a Secret in the control plane's namespace: else ${liesOpen}; make that Secret yourself`,
    `addons.kiali.values.login_token.signing_key: found "(not shown)"; allowed: secret:NAME:KEY, a key of a Secret in the control plane's namespace: else ${liesOpen}; make that Secret yourself`,
  ],
  [
    "another Secret of Grafana's administrator than the one that Kiali looks in",
    { addons: { prometheus: {}, grafana: { values: { admin: { existingSecret: "mine" } } }, kiali: {} } },
    'addons.grafana.values.admin.existingSecret: found "(not shown)"; allowed: nothing: Kiali, which logs in too, would look for it elsewhere; name a Secret that has it in addons.grafana.adminSecret',
  ],
  [
    "keys of an issuer that come over plain HTTP from outside",
    { addons: { prometheus: exposed({ jwt: { issuer: "me", jwksUri: "http://issuer.example.com/keys" } }) } },
    'addons.prometheus.expose.authentication.jwt.jwksUri: found "http://issuer.example.com/keys"; allowed: an https:// address that istiod reads the issuer\'s keys from; http:// only of a Service (*.svc, *.svc.cluster.local)',
  ],
  [
    "a login that the chart's values switch off",
    { addons: { prometheus: {}, kiali: { ...exposed({ own: true }), values: { auth: { strategy: "anonymous" } } } } },
    `addons.kiali.expose.authentication.own: found true; allowed: nothing while addons.kiali.values.auth.strategy lets anybody in; ${instead}`,
  ],
  [
    "tokens without keys, or with two sets of them",
    {
      addons: {
        prometheus: exposed({ jwt: { issuer: "me" } }, "a.example.com"),
        jaeger: exposed({ jwt: { issuer: "me", jwks: '{"keys":[{}]}', jwksUri: "https://a.b/c" } }, "b.example.com"),
      },
    },
    'addons.prometheus.expose.authentication.jwt: found {"issuer":"me"}; allowed: exactly one of jwksUri, jwks beside issuer',
    'addons.jaeger.expose.authentication.jwt: found {"issuer":"me","jwksUri":"https://a.b/c","jwks":"{\\"keys\\":[{}]}"}; allowed: exactly one of jwksUri, jwks beside issuer',
  ],
  [
    "plain HTTP",
    {
      addons: {
        jaeger: {
          expose: {
            host: "a.example.com",
            tls: { ...tls, redirectHttp: false },
            authentication: { clientCertificates: true },
          },
        },
      },
    },
    "addons.jaeger.expose.tls.redirectHttp: found false; allowed: true: an addon is served with TLS only",
  ],
  [
    "a host without the gateway",
    { mesh: { components: { gateway: false } }, addons: { prometheus: exposed({ clientCertificates: true }) } },
    'addons.prometheus.expose: found {"host":"addon.example.com","tls":{"secret":"certificate"},"authentication":{…; allowed: nothing while mesh.components.gateway is false; Prometheus is reached through the mesh',
  ],
  [
    "a host that another has",
    {
      namespaces: [{ name: "shop" }],
      sockShop: { namespace: "shop", host: "addon.example.com" },
      addons: { prometheus: exposed({ clientCertificates: true }), kiali: exposed({ own: true }) },
    },
    'addons.kiali.expose.host: found "addon.example.com"; allowed: a host of its own, addons.prometheus.expose has this one',
    'sockShop.host: found "addon.example.com"; allowed: a host of its own, addons.kiali.expose has this one',
  ],
  [
    "rules of somebody else's for an addon that is published",
    {
      services: [{ name: "prometheus", namespace: "istio-system", traffic: { timeout: "1s" } }],
      addons: { prometheus: exposed({ clientCertificates: true }) },
    },
    'services[0].name: found "prometheus"; allowed: a name that is free in namespace istio-system, addons.prometheus.expose has this one',
  ],
  [
    "telemetry that says nothing",
    { namespaces: [{ name: "shop", telemetry: {} }] },
    "namespaces[0].telemetry: found {}; allowed: traceSampling, accessLogs or both",
  ],
];

const otherKinds: Refusal[] = [
  [
    "settings of charts with OpenShift Service Mesh 2",
    onOpenshift("maistra", {
      addons: {
        prometheus: { version: "29.0.0", retention: "1d", enabled: false },
        jaeger: { ...exposed({ clientCertificates: true }), nodePort: 31686, protocol: "zipkin" },
      },
    }),
    ...["prometheus.version", "prometheus.retention", "jaeger.expose", "jaeger.nodePort", "jaeger.protocol"].map(
      (key) =>
        `addons.${key}: found ${
          {
            "prometheus.version": '"29.0.0"',
            "prometheus.retention": '"1d"',
            "jaeger.expose": '{"host":"addon.example.com","tls":{"secret":"certificate"},"authentication":{…',
            "jaeger.nodePort": "31686",
            "jaeger.protocol": '"zipkin"',
          }[key]
        }; allowed: nothing while mesh.kind is maistra; ${
          key === "jaeger.nodePort"
            ? "its page has a Route with OpenShift's login, which a port of the nodes would go past"
            : byOperator
        }`,
    ),
  ],
  [
    "settings of charts with Istio 1.1 to 1.5",
    {
      mesh: { kind: "legacyIstio" },
      addons: { prometheus: { charts: { from: "folder", path: "/charts" } }, grafana: { adminSecret: "admin" } },
    },
    `addons.prometheus.charts: found {"from":"folder","path":"/charts"}; allowed: nothing while mesh.kind is legacyIstio; ${byChart}`,
    `addons.grafana.adminSecret: found "admin"; allowed: nothing while mesh.kind is legacyIstio; ${byChart}`,
  ],
  [
    "a backend for traces where nobody can be told of it",
    onOpenshift("maistra", { mesh: { tracing: collector } }),
    `mesh.tracing: found ${foundCollector}; allowed: nothing while mesh.kind is maistra; mesh.maistra.spec has tracing and meshConfig for a backend of your own`,
  ],
  [
    "the same with Istio 1.1 to 1.5",
    { mesh: { kind: "legacyIstio", tracing: collector } },
    `mesh.tracing: found ${foundCollector}; allowed: nothing while mesh.kind is legacyIstio; mesh.legacyIstio.values.istio has global.tracer for a backend of your own`,
  ],
  ...(["maistra", "legacyIstio"] as const).map((kind): Refusal => {
    const rest = { namespaces: [{ name: "shop", telemetry: { accessLogs: true } }] };
    return [
      `telemetry of one namespace with ${kind}`,
      kind === "maistra" ? onOpenshift(kind, rest) : { mesh: { kind }, ...rest },
      `namespaces[0].telemetry: found {"accessLogs":true}; allowed: nothing while mesh.kind is ${kind}; it holds for the whole mesh there: mesh.traceSampling, mesh.accessLogs`,
    ];
  }),
];

describe("Settings of addons that are refused:", () => refusals(forms));
describe("Settings of addons that do not fit together are refused:", () => refusals(between));
describe("Settings of addons that another kind of mesh does not have are refused:", () => refusals(otherKinds));

describe("Broken settings of addons", () => {
  refusals([
    [
      "are told once, without what would follow from them",
      { addons: { prometheus: { enabled: "yes" }, kiali: exposed({ own: true }, "kiali") } },
      'addons.prometheus.enabled: found "yes"; allowed: true or false',
      'addons.kiali.expose.host: found "kiali"; allowed: one full DNS name in lower case such as sockshop.example.com, no wildcard, no IP address',
    ],
    [
      "do not hide those of others",
      { addons: { prometheus: 1, grafana: { nodePort: 1 }, kiali: exposed({}) } },
      `addons.prometheus: found 1; allowed: a group of the keys ${commonKeys}, retention, scrapeInterval`,
      `addons.grafana.nodePort: found 1; allowed: the keys ${commonKeys}, adminSecret, dashboards; this key does not exist: remove it`,
      `addons.kiali.expose.authentication: found {}; allowed: exactly one of own, ${asking}`,
    ],
  ]);
});
