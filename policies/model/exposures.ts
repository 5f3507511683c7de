import type { Field } from "./field";
import { backendsOf, GATEWAY_API, parentsOf } from "./gatewayApi";
import { workloadsOf } from "./gateways";
import type { Guarded } from "./guards";
import { isGuarded } from "./guards";
import { fullHost, serviceName } from "./hosts";
import { ifKnown, knownGet, knownText } from "./known";
import { labelsOf } from "./labels";
import type { MeshObject } from "./object";
import { destinationsOf, gatewaysOf, MESH } from "./virtualServices";
import type { Mesh } from "../mesh";

/** A Service that callers from outside reach with nobody on the way asking who they are. */
export interface Exposure {
  /** What names the Service, or opens it. */
  field: Field;
  namespace: string;
  name: string;
  /** `through Gateway shop/edge` */
  way: string;
}

/** What an object opens to the outside. */
export function exposuresBy(object: MeshObject, mesh: Mesh): Iterable<Exposure> {
  return WAYS[object.key]?.(object, mesh) ?? [];
}

const WAYS: Partial<Record<string, (object: MeshObject, mesh: Mesh) => Iterable<Exposure>>> = {
  "networking.istio.io/VirtualService": byVirtualService,
  [`${GATEWAY_API}/HTTPRoute`]: byHttpRoute,
  "route.openshift.io/Route": byRoute,
  "networking.k8s.io/Ingress": byIngress,
  "core/Service": byBalancer,
};

function* byVirtualService(service: MeshObject, mesh: Mesh): Iterable<Exposure> {
  const gateways = gatewaysOf(service).filter((name) => name !== MESH);
  const open = gateways.find((name) => isOpenGateway(name, mesh));
  if (open === undefined) return;
  for (const { field, mirror } of destinationsOf(service)) {
    const host = field.get("host");
    const named = mirror || host.text === undefined ? undefined : serviceName(fullHost(host.text, service.home));
    if (named) yield { field: host, ...named, way: `through Gateway ${open}` };
  }
}

function isOpenGateway(written: string, mesh: Mesh): boolean {
  return mesh.once(`exposures: ${written}`, () => takesAnybody(written, mesh));
}

/** Whether it is a Gateway of the stack whose servers take calls from everybody. */
function takesAnybody(written: string, mesh: Mesh): boolean {
  const [namespace = "", name = ""] = written.split("/");
  const gateway = mesh.find("networking.istio.io", "Gateway", namespace, name);
  if (!gateway || (ifKnown(() => asksForCertificates(gateway)) ?? true)) return false;
  const workloads = workloadsOf(gateway, mesh);
  const { home } = gateway;
  const selector = labelsOf(knownGet(gateway.spec, "selector"));
  const guarded: Guarded[] =
    workloads.length === 0
      ? [{ namespace: undefined, home, labels: [selector], names: [] }]
      : workloads.map((one) => ({ namespace: one.namespace, home, labels: [one.labels], names: [] }));
  return !guarded.some((one) => isGuarded(mesh, one));
}

function asksForCertificates(gateway: MeshObject): boolean {
  const servers = gateway.spec.get("servers").items();
  return servers
    .map((server) => server.get("tls"))
    .every(
      (tls) =>
        ["MUTUAL", "ISTIO_MUTUAL"].includes(tls.get("mode").text ?? "") || tls.get("httpsRedirect").flag === true,
    );
}

function* byHttpRoute(route: MeshObject, mesh: Mesh): Iterable<Exposure> {
  const { home } = route;
  const open = parentsOf(route, home).find(({ group, kind, namespace, name }) => {
    const gateway = group === GATEWAY_API && kind === "Gateway" && mesh.find(group, kind, namespace, name);
    const className = gateway ? (knownText(knownGet(gateway.spec, "gatewayClassName")) ?? "") : "";
    if (!gateway || className.endsWith("waypoint")) return false;
    const labels = [new Map([["gateway.networking.k8s.io/gateway-name", name]])];
    const names = [name, className];
    return !isGuarded(mesh, { namespace, home: namespace, labels, names });
  });
  if (!open) return;
  for (const { field, group, kind, namespace, name, mirror } of backendsOf(route, home)) {
    if (mirror || group !== "core" || kind !== "Service") continue;
    yield { field: field.get("name"), namespace, name, way: `through Gateway ${open.namespace}/${open.name}` };
  }
}

/** Of Services that the stack does not hold, their operators may make such a Route themselves, with a proxy before them. */
function* byRoute(route: MeshObject, mesh: Mesh): Iterable<Exposure> {
  const namespace = route.home;
  for (const to of [route.spec.get("to"), ...route.spec.get("alternateBackends").items()]) {
    const name = to.get("name");
    if (name.text === undefined || !mesh.find("core", "Service", namespace, name.text)) continue;
    yield { field: name, namespace, name: name.text, way: "by a Route" };
  }
}

function* byIngress(ingress: MeshObject, mesh: Mesh): Iterable<Exposure> {
  const namespace = ingress.home;
  const annotations = annotationsOf(ingress);
  if (annotations.some(([name]) => /auth|middleware|white-?list|allow-?list|backend-?config/i.test(name))) return;
  const paths = ingress.spec
    .get("rules")
    .items()
    .flatMap((rule) => rule.at("http", "paths").items());
  for (const backend of [ingress.spec.get("defaultBackend"), ...paths.map((path) => path.get("backend"))]) {
    const name = backend.at("service", "name");
    if (name.text === undefined || !mesh.find("core", "Service", namespace, name.text)) continue;
    yield { field: name, namespace, name: name.text, way: "by an Ingress" };
  }
}

function* byBalancer(service: MeshObject): Iterable<Exposure> {
  const type = service.spec.get("type");
  if (type.text !== "LoadBalancer" || service.spec.get("loadBalancerSourceRanges").items().length > 0) return;
  // Every cloud has annotations of its own for balancers that only its own network reaches.
  const annotations = annotationsOf(service);
  if (annotations.some((pair) => /internal|source-?ranges|allow-?list/i.test(pair.join("=")))) return;
  yield { field: type, namespace: service.home, name: service.name, way: "by a balancer of its own" };
}

/** Read from the object: of annotations that are not known yet, any may be there. */
function annotationsOf(object: MeshObject): [string, string][] {
  const annotations = object.root.at("metadata", "annotations").entries();
  return annotations.map(([name, field]) => [name, field.text ?? ""]);
}
