import { installAddons } from "./components/addons";
import { namespaceTelemetry } from "./components/addons/telemetry";
import { deployApps } from "./components/apps/deployApps";
import { AppNamespace, enroll } from "./components/apps/appNamespace";
import { installMesh } from "./components/mesh";
import { platformOf } from "./components/platforms";
import { clusterProvider } from "./components/platforms/cluster";
import { meshTraffic } from "./components/traffic/meshTraffic";
import { loadSettings } from "./config/runningStack";

const { settings, target } = loadSettings();
const platform = platformOf(settings);
const opts = { provider: clusterProvider(target) };

const mesh = installMesh({ settings, platform }, opts);

const namespaces = settings.namespaces.map(
  (namespace) => new AppNamespace(namespace.name, { settings: namespace, platform, mesh }, opts),
);
enroll(namespaces, mesh);
const home = (name: string) => namespaces.find(({ namespace }) => namespace === name);
const after = (name: string) => home(name)?.ready ?? mesh.ready;

deployApps({ settings, platform, home }, opts);
meshTraffic({ settings, mesh, platform, after }, opts);
namespaceTelemetry(settings.namespaces, after, opts);
export const addons = installAddons({ settings, mesh, platform }, opts);

const { sockShop, bookinfo, apps } = settings;
export const meshVersion = mesh.charts;
export const meshTitle = mesh.title;
export const meshKind = settings.mesh.kind;
export const meshNamespace = mesh.namespace;
export const meshReleases = mesh.releases;
export const ingressGateway = mesh.ingress;
export const egressGateway = mesh.egress;
export const meshNamespaces = settings.namespaces.map(({ name }) => name);
export const sockShopHost = sockShop?.enabled ? sockShop.host : undefined;
export const bookinfoHost = bookinfo?.enabled ? bookinfo.host : undefined;
export const appHosts = apps.flatMap(({ host }) => host ?? []);
export const scenario = settings.scenario;
