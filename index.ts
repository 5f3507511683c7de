import { loadSettings } from "./config/runningStack";
import { AppNamespace } from "./components/apps/appNamespace";
import { SockShop } from "./components/apps/sockShop";
import { IstioMesh } from "./components/mesh/istio";
import { platforms } from "./components/platforms";
import { clusterProvider } from "./components/platforms/cluster";
import { IngressHosts } from "./components/traffic/ingress";
import { TrafficRules } from "./components/traffic/serviceTraffic";
import { sockShopTraffic } from "./components/traffic/sockShopTraffic";

const { settings, target } = loadSettings();
const platform = platforms[settings.platform];
const opts = { provider: clusterProvider(target) };

const mesh = new IstioMesh("istio", { mesh: settings.mesh, platform }, opts);

const namespaces = settings.namespaces.map(
  (namespace) => new AppNamespace(namespace.name, { settings: namespace, platform, mesh }, opts),
);

const { sockShop } = settings;
const home = namespaces.find(({ namespace }) => sockShop?.enabled && namespace === sockShop.namespace);
if (sockShop && home && mesh.ingress) {
  const { namespace } = home;
  new SockShop("sock-shop", { namespace: home, platform, images: sockShop.images }, opts);

  const gateway = { gateway: "sock-shop-gateway", namespace, hosts: [sockShop.host], ingress: mesh.ingress };
  const { reference } = new IngressHosts("sock-shop-ingress", { ...gateway, platform, after: home.ready }, opts);
  for (const traffic of sockShopTraffic(namespace, sockShop.host, reference)) {
    new TrafficRules(`${traffic.service}-traffic`, { traffic, after: home.ready }, opts);
  }
}

export const meshVersion = settings.mesh.charts.path ?? settings.mesh.version;
export const meshNamespace = mesh.namespace;
export const meshReleases = mesh.releases;
export const ingressGateway = mesh.ingress;
export const meshNamespaces = settings.namespaces.map(({ name }) => name);
export const sockShopHost = home && sockShop?.host;
