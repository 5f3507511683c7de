import type { AddonPart } from "./addonReleases";
import { addonsOf } from "./addonReleases";
import { openedAt } from "./directExposures";
import { marksTls } from "./edgeExposures";
import type { Exposure } from "./exposure";
import { annotationsAt, ANY_HOST, MARKS } from "./exposure";
import type { Field } from "./field";
import { waysOf } from "./httpRouteExposures";
import type { MeshObject } from "./object";
import { releaseOf } from "./releases";
import type { Mesh } from "../mesh";

/** What the values of an addon's chart open. */
export function* releasesOf(release: MeshObject, mesh: Mesh): Iterable<Exposure> {
  for (const part of addonsOf(releaseOf(release))) {
    yield* servicesOf(part);
    yield* ingressesOf(part);
    yield* routesOf(part, mesh);
  }
}

/** What Kiali's operator opens: it reads the same settings as the chart. */
export function* kialisOf(kiali: MeshObject): Iterable<Exposure> {
  const part = {
    addon: "kiali" as const,
    values: kiali.spec,
    namespace: kiali.home,
    name: "kiali",
    anonymous: undefined,
  };
  yield* servicesOf(part);
  // On OpenShift it makes a Route with TLS, and nothing here says where it runs.
  for (const one of ingressesOf(part)) yield { ...one, plain: () => undefined };
}

/** A Service that the chart makes, by the names of its values: type, what else is said of it, annotations. */
const SERVICES = [
  { at: ["service"], type: "type", annotations: "annotations" },
  { at: ["deployment"], type: "service_type", annotations: "service_annotations" },
];

function* servicesOf({ addon, namespace, name, values }: AddonPart): Iterable<Exposure> {
  for (const { at, type, annotations } of SERVICES) {
    const service = values.at(...at);
    const said = () => annotationsAt(service.get(annotations));
    const legacy = service.at("nodePort", "enabled");
    const opened =
      legacy.flag === true
        ? { field: legacy, way: "at a port of every node" }
        : openedAt(service.get(type), service, said);
    if (!opened) continue;
    const { field, way } = opened;
    const plain = () => (servesTls(values) || marksTls(said()) ? undefined : way);
    yield { addon, field, namespace, name, direct: true, hosts: () => [], open: () => way, plain };
  }
}

/** Whether Grafana or Kiali has a certificate of its own, or the chart says that the Service takes TLS. */
function servesTls(values: Field): boolean {
  return (
    values.get("grafana.ini").at("server", "protocol").text === "https" ||
    !!values.at("identity", "cert_file").text ||
    values.at("service", "appProtocol").text === "https"
  );
}

const INGRESSES = [["ingress"], ["ingressPerReplica"], ["deployment", "ingress"]];

function* ingressesOf({ addon, namespace, name, values }: AddonPart): Iterable<Exposure> {
  for (const at of INGRESSES) {
    const ingress = values.at(...at);
    const field = ingress.get("enabled");
    if (field.flag !== true) continue;
    const kiali = ingress.get("override_yaml");
    const way = "by an Ingress of its chart";
    const annotations = () => [ingress.get("annotations"), kiali.at("metadata", "annotations")].flatMap(annotationsAt);
    const certificates = () => [ingress.get("tls"), kiali.at("spec", "tls")].flatMap((tls) => tls.items());
    yield {
      ...{ addon, field, namespace, name, direct: false },
      hosts: () => ANY_HOST,
      open: () => (annotations().some(([name]) => MARKS.asking.test(name)) ? undefined : way),
      plain: () => (certificates().length > 0 || marksTls(annotations()) || isOnOpenShift(values) ? undefined : way),
    };
  }
}

/** There, Kiali's chart makes a Route with TLS of its ingress. */
function isOnOpenShift(values: Field): boolean {
  return !!values.get("kiali_route_url").text || values.at("auth", "strategy").text === "openshift";
}

function* routesOf({ addon, namespace, name, values }: AddonPart, mesh: Mesh): Iterable<Exposure> {
  for (const route of [
    ...values
      .get("route")
      .entries()
      .map(([, one]) => one),
    values.get("httproute"),
  ]) {
    const field = route.get("enabled");
    if (field.flag !== true || route.get("httpsRedirect").flag === true) continue;
    yield { addon, field, namespace, name, direct: false, ...waysOf(route, namespace, mesh) };
  }
}
