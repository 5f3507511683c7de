import type { Corpus, Manifest } from "./mesh";

/** Numbers in [0, 1) that are the same in every run for the same seed (mulberry32). */
export function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A mesh of a few applications with everything that rules ask for, in which one thing in ten is wrong: a host, subset, gateway or Secret that
 * is not there, a port without a protocol, two objects for the same.
 */
export function generatedMesh(seed: number): Corpus {
  const random = randomly(seed);
  const wrong = () => random() < 0.1;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const namespaces = ["shop", "books", "edge"];
  const apps = Array.from({ length: 4 + Math.floor(random() * 4) }, (_, i) => ({
    name: `app${i}`,
    namespace: pick(["shop", "books"]),
  }));
  const manifests: Manifest[] = [
    ...namespaces.map((name) => namespace(name, wrong() ? {} : { "istio-injection": "enabled" })),
    ...gateway(wrong),
    ...apps.flatMap((app) => application(app, wrong, pick)),
    ...(wrong()
      ? apps
          .slice(0, 1)
          .flatMap(({ name, namespace }) => [virtualService({ name: `${name}-again`, namespace }, name, "v1")])
      : []),
    externals(wrong),
    ...(wrong() ? [{ ...externals(() => false), metadata: { name: "payments-again", namespace: "edge" } }] : []),
    ...policies(apps, wrong, pick),
  ];
  return { name: `generated/${seed}`, manifests };
}

interface App {
  name: string;
  namespace: string;
}

const object = (apiVersion: string, kind: string, { name, namespace }: App, spec: unknown): Manifest =>
  ({ apiVersion, kind, metadata: { name, namespace }, spec }) as unknown as Manifest;

function namespace(name: string, labels: Record<string, string>): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

function gateway(wrong: () => boolean): Manifest[] {
  const place = { name: "ingress", namespace: "edge" };
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "shop-tls", namespace: "edge" },
    type: "kubernetes.io/tls",
    data: {},
  };
  return [
    ...workload(place, { app: "ingress", istio: "ingress" }, 8080, "istio-proxy"),
    service(place, { istio: "ingress" }, [
      { name: "http2", port: 80, targetPort: 8080 },
      { name: "https", port: wrong() ? 8443 : 443, targetPort: 8443 },
    ]),
    ...(wrong() ? [secret] : []),
    object(
      "networking.istio.io/v1",
      "Gateway",
      { name: "edge", namespace: "edge" },
      {
        selector: { istio: wrong() ? "nobody" : "ingress" },
        servers: [{ port: { number: wrong() ? 8088 : 80, name: "http", protocol: "HTTP" }, hosts: ["*.example.com"] }],
      },
    ),
  ];
}

function application(app: App, wrong: () => boolean, pick: <T>(from: readonly T[]) => T): Manifest[] {
  const { name, namespace } = app;
  const host = wrong() ? `${name}-gone` : name;
  const bound = wrong() ? { ...app, name: `${name}-ingress` } : undefined;
  return [
    ...workload({ name: `${name}-v1`, namespace }, { app: name, version: `${name}-v1` }, 8080),
    ...workload({ name: `${name}-v2`, namespace }, { app: name, version: `${name}-${wrong() ? "v3" : "v2"}` }, 8080),
    service(app, { app: name }, [
      { name: wrong() ? "web" : pick(["http", "http-web", "grpc"]), port: 80, targetPort: 8080 },
      ...(wrong() ? [{ name: "http-admin", port: 81, targetPort: 8081 }] : []),
    ]),
    object("networking.istio.io/v1", "DestinationRule", app, {
      host: wrong() ? `${name}-gone.${namespace}.svc.cluster.local` : `${name}.${namespace}.svc.cluster.local`,
      trafficPolicy: { tls: { mode: wrong() ? "SIMPLE" : "ISTIO_MUTUAL" } },
      subsets: ["v1", "v2"].map((version) => ({ name: version, labels: { version: `${name}-${version}` } })),
    }),
    virtualService(app, host, wrong() ? "v9" : "v1"),
    ...(bound
      ? [
          object("networking.istio.io/v1", "VirtualService", bound, {
            hosts: [wrong() ? `${name}.example.org` : `${name}.example.com`],
            gateways: [wrong() ? "edge/gone" : "edge/edge"],
            http: [{ route: [{ destination: { host: `${name}.${namespace}.svc.cluster.local` } }] }],
          }),
        ]
      : []),
  ];
}

function virtualService(app: App, host: string, subset: string): Manifest {
  const destination = (subset: string) => ({
    host: `${host}.${app.namespace}.svc.cluster.local`,
    subset,
    port: { number: 80 },
  });
  return object("networking.istio.io/v1", "VirtualService", app, {
    hosts: [`${host}.${app.namespace}.svc.cluster.local`],
    http: [
      {
        route: [
          { destination: destination(subset), weight: 90 },
          { destination: destination("v2"), weight: 10 },
        ],
      },
      ...(subset === "v9" ? [{ route: [{ destination: destination("v1") }] }] : []),
    ],
  });
}

function externals(wrong: () => boolean): Manifest {
  return object(
    "networking.istio.io/v1",
    "ServiceEntry",
    { name: "payments", namespace: "edge" },
    {
      hosts: ["payments.example.net"],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [{ number: 443, name: "tls", protocol: wrong() ? "HTTP" : "TLS" }],
    },
  );
}

function policies(apps: readonly App[], wrong: () => boolean, pick: <T>(from: readonly T[]) => T): Manifest[] {
  const app = pick(apps);
  const matchLabels = { app: wrong() ? "nobody" : app.name };
  return [
    object("security.istio.io/v1", "AuthorizationPolicy", app, {
      selector: { matchLabels },
      rules: [{ from: [{ source: { namespaces: [wrong() ? "gone" : "edge"] } }] }],
    }),
    object("networking.istio.io/v1", "Sidecar", app, {
      workloadSelector: { labels: { app: wrong() ? "nobody" : app.name } },
      egress: [{ hosts: ["./*", "istio-system/*"] }],
    }),
    ...(wrong()
      ? [
          object(
            "networking.istio.io/v1",
            "Sidecar",
            { ...app, name: `${app.name}-again` },
            { workloadSelector: { labels: { app: app.name } }, egress: [{ hosts: ["./*"] }] },
          ),
        ]
      : []),
    ...(wrong() ? [object("telemetry.istio.io/v1", "Telemetry", app, { tracing: [{ providers: [] }] })] : []),
  ];
}

function workload(
  { name, namespace }: App,
  labels: Record<string, string>,
  containerPort: number,
  container = "app",
): Manifest[] {
  const spec = { containers: [{ name: container, image: "app:1.0", ports: [{ containerPort }] }] };
  return [
    object(
      "apps/v1",
      "Deployment",
      { name, namespace },
      { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    ),
    // As the analyzers have it in a cluster: most of them look at Pods.
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `${name}-0`, namespace, labels, annotations: { "sidecar.istio.io/status": "{}" } },
      spec:
        container === "istio-proxy"
          ? spec
          : { containers: [...spec.containers, { name: "istio-proxy", image: "proxyv2:1.31" }] },
    } as Manifest,
  ];
}

function service(app: App, selector: Record<string, string>, ports: unknown[]): Manifest {
  return object("v1", "Service", app, { selector, ports });
}
