import { dashboards, type Dashboard } from "./dashboards";

interface Port {
  name?: string;
  port: number;
  appProtocol?: string;
}

/** Kubernetes objects, as far as they are read here. */
export interface Service {
  metadata: { name: string; namespace: string; annotations?: Record<string, string> };
  spec: {
    type?: string;
    selector?: Record<string, string>;
    ports?: Port[];
  };
}

/** What OpenShift's router answers for. */
export interface Route {
  metadata: { namespace: string };
  spec: { host?: string; path?: string; tls?: object; to: { kind?: string; name: string } };
}

/** A dashboard of the cluster. */
export interface Found {
  dashboard: Dashboard;
  namespace: string;
  service: string;
  /** The Service's port with its page. */
  port: number;
  /** It serves TLS, mostly behind OpenShift's login: a browser gets in by its Route only. */
  tls: boolean;
  /** Address of its Route, where it serves TLS and has one. */
  route?: string;
}

/** OpenShift makes a certificate for a Service that asks for it by one of these. */
const certificates = /^service\.(alpha|beta)\.openshift\.io\/serving-cert-secret-name$/;

/** The dashboards among a cluster's Services, one of each kind; of those in several namespaces, istio-system's or the first. */
export function find(services: readonly Service[], routes: readonly Route[] = []): Found[] {
  const order = (namespace: string) => `${namespace === "istio-system" ? 0 : 1}${namespace}`;
  const sorted = services
    .filter(({ spec }) => spec.type !== "ExternalName" && Object.keys(spec.selector ?? {}).length > 0)
    .sort((a, b) => (order(a.metadata.namespace) < order(b.metadata.namespace) ? -1 : 1));
  const namespaces = [...new Set(sorted.map(({ metadata }) => metadata.namespace))];
  return dashboards.flatMap((dashboard) => {
    const candidates = namespaces.flatMap((namespace) =>
      dashboard.services.flatMap((name) =>
        sorted.filter(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
      ),
    );
    return candidates.flatMap((service) => foundAt(dashboard, service, routes)).slice(0, 1);
  });
}

function foundAt(dashboard: Dashboard, { metadata, spec }: Service, routes: readonly Route[]): Found[] {
  const ports = spec.ports ?? [];
  const only = ports.length === 1 ? ports[0] : undefined;
  const page =
    ports.find(({ port }) => port === dashboard.port) ??
    ports.find(({ name }) => name !== undefined && dashboard.portNames.test(name)) ??
    only;
  if (!page) return [];
  const { name: service, namespace } = metadata;
  const tls = servesTls(metadata, page);
  const route = tls ? routes.find((one) => leadsTo(one, namespace, service)) : undefined;
  return [{ dashboard, namespace, service, port: page.port, tls, route: route && addressOf(route) }];
}

/**
 * The operators' Services say it by the certificate that they ask for, whatever their port is called. Kiali's chart asks for
 * one on OpenShift also where it does not use it, and says by the port's protocol which it is.
 */
function servesTls({ annotations = {} }: Service["metadata"], { name, port, appProtocol }: Port): boolean {
  if (appProtocol !== undefined) return appProtocol === "https";
  return Object.keys(annotations).some((key) => certificates.test(key)) || port === 443 || /^https\b/.test(name ?? "");
}

const leadsTo = ({ metadata, spec }: Route, namespace: string, service: string): boolean =>
  metadata.namespace === namespace &&
  spec.to.name === service &&
  (spec.to.kind ?? "Service") === "Service" &&
  !!spec.host;

const addressOf = ({ spec: { host, path, tls } }: Route): string => `${tls ? "https" : "http"}://${host}${path ?? ""}`;
