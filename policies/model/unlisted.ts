import type { Mesh } from "../mesh";
import type { Field } from "./field";
import { isKnownAt, isWhollyKnown, knownGet, knownText } from "./known";
import { mayHoldAnything } from "./lookups";
import type { MeshObject } from "./object";
import type { Release } from "./releases";
import { isIstioChart } from "./releases";

/** What a Release of Istio's chart `gateway` says beside what the model reads from it. */
export interface GatewayRelease {
  release: Release;
  /** Whether all that names, labels and opens the gateway is known. */
  known: boolean;
  /** The ports are those between networks, whatever `service.ports` says. */
  betweenNetworks: boolean;
  /** The service account of its pods; undefined while it is not known. */
  serviceAccount: string | undefined;
}

/** The Release that an object stands for which the chart `gateway` will make. */
export function gatewayReleaseOf({ home, name }: MeshObject, mesh: Mesh): GatewayRelease | undefined {
  const index = mesh.once("unlisted: gateway releases", () => {
    const made = new Map<string, GatewayRelease>();
    for (const release of mesh.releases) {
      if (release.chart === "gateway")
        made.set(`${release.namespace}/${gatewayName(release)}`, gatewayRelease(release));
    }
    return made;
  });
  return index.get(`${home}/${name}`);
}

function gatewayName({ object, name }: Release): string {
  return knownText(knownGet(knownGet(object.root, "values"), "name")) ?? name;
}

const NAMING = [["name"], ["namespace"], ["values", "name"], ["values", "labels"]];
const OPENING = [
  ["values", "service", "type"],
  ["values", "service", "ports"],
  ["values", "networkGateway"],
];

function gatewayRelease(release: Release): GatewayRelease {
  const { root } = release.object;
  const account = ["values", "serviceAccount"].reduce(knownGet, root);
  const created = knownGet(account, "create");
  const own = !created.unknown && created.flag === false ? "default" : gatewayName(release);
  const network = ["values", "networkGateway"].reduce(knownGet, root);
  return {
    release,
    known: showsValues(root) && [...NAMING, ...OPENING].every((steps) => isKnownAt(root, ...steps)) && opensKnown(root),
    betweenNetworks: !network.unknown && !!network.text,
    serviceAccount:
      showsValues(root) && ["create", "name"].every((step) => isKnownAt(root, "values", "serviceAccount", step))
        ? knownText(knownGet(account, "name")) || own
        : undefined,
  };
}

/** Whether each port of `service.ports` is known. */
function opensKnown(release: Field): boolean {
  const ports = ["values", "service", "ports"].reduce(knownGet, release);
  return (
    isWhollyKnown(ports) &&
    ports.items().every((port) => ["port", "targetPort", "protocol"].every((name) => isKnownAt(port, name)))
  );
}

/** Whether all values of a Release stand in its inputs: none in files that only Helm reads. */
export function showsValues(release: Field): boolean {
  const files = knownGet(release, "valueYamlFiles");
  return !release.unknown && !files.unknown && (files.missing || files.items().length === 0);
}

/** Charts that people install beside a mesh and that bring no gateway of Istio. */
const WITHOUT_GATEWAYS =
  /^(prometheus.*|kube-prometheus.*|grafana.*|loki.*|tempo.*|jaeger.*|kiali.*|opentelemetry.*|cert-manager.*|trust-manager)$/;

/** Whether something in that namespace brings workloads that the pack cannot list: a chart that it does not know, an operator. */
export function bringsUnlisted(mesh: Mesh, namespace: string): boolean {
  const index = mesh.once("unlisted", () => {
    const charts = unlistedReleases(mesh).map((one) => one.namespace);
    return new Set([...charts, ...operators(mesh)]);
  });
  return mayHoldAnything(mesh) || index.has(namespace);
}

/** Whether something in the stack may bring gateways that the pack cannot list. */
export function bringsGateways(mesh: Mesh): boolean {
  const brings = mesh.once("unlisted gateways", () =>
    unlistedReleases(mesh).some(({ chart }) => !WITHOUT_GATEWAYS.test(chart)),
  );
  return mayHoldAnything(mesh) || brings || operators(mesh).length > 0;
}

/** Releases of which the pack does not know every workload; Istio's old chart `istio` has gateways and addons in it. */
export function unlistedReleases(mesh: Mesh): Release[] {
  return mesh.releases.filter((one) => {
    if (!isIstioChart(one) || ["istio", "istiod-remote"].includes(one.chart)) return true;
    const { root } = one.object;
    return one.chart === "gateway" && !(showsValues(root) && NAMING.every((steps) => isKnownAt(root, ...steps)));
  });
}

/** The namespaces of control planes whose operator makes gateways too. */
export function operators(mesh: Mesh): string[] {
  return mesh.controlPlanes
    .filter(({ form }) => form === "operator" || form === "maistra")
    .map(({ namespace }) => namespace);
}

/** Where the forms of control planes say where they are, and which namespace is the root. */
const ROOTS = [
  ["values", "meshConfig", "rootNamespace"],
  ["spec", "values", "meshConfig", "rootNamespace"],
  ["spec", "meshConfig", "rootNamespace"],
  ["spec", "techPreview", "meshConfig", "rootNamespace"],
  ["spec", "namespace"],
  ["data", "mesh"],
];

/** The mesh's root namespace; undefined where the control planes of the stack do not show it. */
export function rootNamespaceOf(mesh: Mesh): string | undefined {
  return mesh.once("unlisted: root namespace", () => {
    const maps = mesh.ofKind("core", "ConfigMap").filter(({ name }) => /^istio(-|$)/.test(name));
    const shown = [...mesh.controlPlanes.map(({ object }) => object), ...maps].every(
      ({ root }) => showsValues(root) && ROOTS.every((steps) => isKnownAt(root, ...steps)),
    );
    return shown && !mayHoldAnything(mesh) ? mesh.rootNamespace : undefined;
  });
}
