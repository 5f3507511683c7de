/** Every version that this program pins, in one place. The local cluster's own tools are pinned in tools/. */

/** What a person's own cluster gets unless `mesh.version` says otherwise. */
export const defaultIstioVersion = "1.30.4";

/** Istio's official chart repository, and the same charts as OCI artifacts (istio: manifests/charts/README.md). */
export const chartRepository = "https://istio-release.storage.googleapis.com/charts";
export const chartRegistry = "oci://registry.istio.io/release/charts";

/** One supported minor release of Istio. */
export interface IstioMinor {
  minor: string;
  /** The highest patch known when this table was written; every patch up to it exists. */
  highestPatch: number;
  /** Kubernetes versions that Istio states for it (istio.io, data/compatibility/supportStatus.yml). */
  kubernetes: string;
}

export const istioMinors: readonly IstioMinor[] = [
  { minor: "1.28", highestPatch: 10, kubernetes: "1.30–1.34" },
  { minor: "1.29", highestPatch: 7, kubernetes: "1.31–1.35" },
  { minor: "1.30", highestPatch: 4, kubernetes: "1.32–1.36" },
  { minor: "1.31", highestPatch: 1, kubernetes: "1.32–1.36" },
];

/** Whether the table above knows this release. */
export function isKnownIstio(version: string): boolean {
  return istioMinors.some(({ minor, highestPatch }) =>
    Array.from({ length: highestPatch + 1 }, (_, patch) => `${minor}.${patch}`).includes(version),
  );
}

/** What `mesh.kind: legacyIstio` installs unless `mesh.legacyIstio.version` says otherwise: the last release with those charts. */
export const defaultLegacyIstioVersion = "1.5.10";

/** Where Istio published the images of those releases, and their charts: a repository for each release. */
export const legacyIstioHub = "docker.io/istio";
export const legacyChartRepository = (version: string) =>
  `https://storage.googleapis.com/istio-release/releases/${version}/charts`;

/** One minor release of Istio that is installed by the charts istio-init and istio. */
export interface LegacyIstioMinor {
  minor: string;
  /** The last patch; every patch up to it exists (tags of istio/istio). */
  highestPatch: number;
  /**
   * The lowest Kubernetes that Istio tested it with ("Istio 1.5 has been tested with these Kubernetes releases" of
   * istio.io at that time), and the highest that still serves what its charts contain: Deployments of extensions/v1beta1
   * in 1.1, gone in Kubernetes 1.16; custom resource definitions and webhooks of v1beta1 in all, gone in 1.22.
   */
  kubernetes: readonly [lowest: string, highest: string];
}

export const legacyIstioMinors: readonly LegacyIstioMinor[] = [
  { minor: "1.1", highestPatch: 17, kubernetes: ["1.11", "1.15"] },
  { minor: "1.2", highestPatch: 10, kubernetes: ["1.12", "1.21"] },
  { minor: "1.3", highestPatch: 8, kubernetes: ["1.13", "1.21"] },
  { minor: "1.4", highestPatch: 10, kubernetes: ["1.13", "1.21"] },
  { minor: "1.5", highestPatch: 10, kubernetes: ["1.14", "1.21"] },
];

/**
 * Sock Shop's images. The application images are the last ones published; what they sit on is brought up to date:
 * MongoDB stays at 4.4, the last line that speaks to their old drivers and runs without AVX.
 */
export const sockShopImages = {
  carts: "weaveworksdemos/carts:0.4.8",
  "carts-db": "mongo:4.4.29",
  catalogue: "weaveworksdemos/catalogue:0.3.5",
  "catalogue-db": "weaveworksdemos/catalogue-db:0.3.0",
  "front-end": "weaveworksdemos/front-end:0.3.12",
  // Somebody's build of the front-end that looks different, which guides use to show a canary.
  "front-end-v2": "mosuke5/front-end:master-49c0d1f",
  orders: "weaveworksdemos/orders:0.4.7",
  "orders-db": "mongo:4.4.29",
  payment: "weaveworksdemos/payment:0.4.3",
  "queue-master": "weaveworksdemos/queue-master:0.3.1",
  rabbitmq: "rabbitmq:3.13.7-management",
  "rabbitmq-exporter": "kbudde/rabbitmq-exporter:1.0.0",
  "session-db": "redis:7.2.5-alpine",
  shipping: "weaveworksdemos/shipping:0.4.8",
  user: "weaveworksdemos/user:0.4.7",
  "user-db": "weaveworksdemos/user-db:0.3.0",
} as const;

/** Bookinfo's images, as Istio's own manifest names them (istio/istio, samples/bookinfo/platform/kube/bookinfo.yaml). */
export const bookinfoImages = {
  productpage: "registry.istio.io/release/examples-bookinfo-productpage-v1:1.20.3",
  details: "registry.istio.io/release/examples-bookinfo-details-v1:1.20.3",
  ratings: "registry.istio.io/release/examples-bookinfo-ratings-v1:1.20.3",
  "reviews-v1": "registry.istio.io/release/examples-bookinfo-reviews-v1:1.20.3",
  "reviews-v2": "registry.istio.io/release/examples-bookinfo-reviews-v2:1.20.3",
  "reviews-v3": "registry.istio.io/release/examples-bookinfo-reviews-v3:1.20.3",
} as const;

/** The load generator, and the server that stands for what is broken or outside of the mesh. */
export const fortioImage = "fortio/fortio:1.63.0";

/** A chart of somebody else's, pinned. */
export interface PinnedChart {
  /** The chart's name in its repository. */
  chart: string;
  version: string;
  repository: string;
}

/** The addons' charts, each from the repository that its project names; `addons.NAME.version` takes another version. */
export const addonCharts = {
  prometheus: {
    chart: "prometheus",
    version: "29.27.0",
    repository: "https://prometheus-community.github.io/helm-charts",
  },
  grafana: { chart: "grafana", version: "12.11.1", repository: "https://grafana-community.github.io/helm-charts" },
  jaeger: { chart: "jaeger", version: "4.11.1", repository: "https://jaegertracing.github.io/helm-charts" },
  kiali: { chart: "kiali-server", version: "2.29.0", repository: "https://kiali.org/helm-charts" },
} as const satisfies Record<string, PinnedChart>;

/**
 * Where Istio keeps its Grafana dashboards.
 * @param ref a tag or branch of istio/istio: 1.30.4, release-1.30
 */
export const dashboardsAddress = (ref: string) =>
  `https://raw.githubusercontent.com/istio/istio/${ref}/manifests/addons/dashboards`;
