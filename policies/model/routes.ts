import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "./field";
import type { MeshObject } from "./object";
import type { Service } from "./services";

/** Where an OpenShift Route (route.openshift.io) leads to. */
export interface RouteTarget {
  /** `spec.to.name` */
  field: Field;
  name: string;
  /** The Service in the Route's own namespace, if the stack holds it. */
  service: Service | undefined;
  /** Namespaces in which the stack has a Service of that name, or a control plane that makes it. */
  homes: ReadonlySet<string>;
}

/** The ingress gateway that a Route leads to, told by its pods or its name; undefined for a Route to anything else. */
export function ingressOf(route: MeshObject, mesh: Mesh): RouteTarget | undefined {
  const to = route.spec.get("to");
  const field = to.get("name");
  const name = field.text;
  if (name === undefined || (!to.get("kind").missing && to.get("kind").value !== "Service")) return undefined;
  const { byNamespace, isIngress, homes } = mesh.once(`routes: ${name}`, () => servicesNamed(name, mesh));
  return isIngress ? { field, name, service: byNamespace.get(route.home), homes } : undefined;
}

/** The Services of one name, and whether they are for an ingress gateway. */
function servicesNamed(name: string, mesh: Mesh) {
  const byName = mesh.once("routes: services by name", () => groupBy(mesh.services, (one) => one.name));
  const services = byName.get(name) ?? [];
  return {
    byNamespace: new Map(services.map((one) => [one.namespace, one])),
    isIngress: /istio.*(ingress|gateway)|ingress-?gateway/.test(name) || services.some((one) => isGateway(one, mesh)),
    homes: new Set([...services.map((one) => one.namespace), ...makersOf(name, mesh)]),
  };
}

/** Whether a Service is for Envoys at the edge: pods that Istio injects as gateways. */
function isGateway({ selector, namespace }: Service, mesh: Mesh): boolean {
  if (!selector) return false;
  return mesh.selected(selector, namespace).some(({ annotations, object }) => {
    return object.derived || annotations.get("inject.istio.io/templates") === "gateway";
  });
}

/** Maistra, IstioOperators and the chart of Istio 1.5 and older make an ingress gateway of one name unless they are told otherwise. */
function makersOf(name: string, mesh: Mesh): string[] {
  if (name !== "istio-ingressgateway") return [];
  const legacy = mesh.releases.filter(({ chart }) => chart === "istio").map(({ namespace }) => namespace);
  const planes = mesh.controlPlanes.filter(({ form }) => form === "maistra" || form === "operator");
  return [...legacy, ...planes.map(({ namespace }) => namespace)];
}
