import { holdsEverybody } from "./addressRanges";
import { marksTls } from "./edgeExposures";
import type { Exposure } from "./exposure";
import { annotationsAt, MARKS } from "./exposure";
import type { Field } from "./field";
import type { MeshObject } from "./object";

/** A Service that is itself open to the outside. */
export function* balancersOf(service: MeshObject): Iterable<Exposure> {
  const annotations = () => annotationsAt(service.root.at("metadata", "annotations"));
  const opened = openedAt(service.spec.get("type"), service.spec, annotations);
  if (!opened) return;
  const { field, way } = opened;
  const plain = () => (takesTls(service.spec.get("ports")) || marksTls(annotations()) ? undefined : way);
  yield {
    field,
    namespace: service.home,
    name: service.name,
    direct: true,
    hosts: () => [],
    open: () => way,
    plain,
  };
}

/** How a Service of that type is open to the outside; undefined: it is not, or for callers that somebody chose. */
export function openedAt(
  type: Field,
  settings: Field,
  annotations: () => [string, string][],
): { field: Field; way: string } | undefined {
  if (type.text === "NodePort") return { field: type, way: "at a port of every node" };
  const addresses = settings.get("externalIPs");
  if (addresses.items().length > 0) return { field: addresses, way: "at addresses of its own" };
  const callers = settings.get("loadBalancerSourceRanges");
  const chosen = callers.items().length > 0 && !holdsEverybody(callers);
  if (type.text !== "LoadBalancer" || chosen) return undefined;
  // Every cloud has annotations of its own for balancers that only its own network reaches.
  if (annotations().some((pair) => MARKS.internal.test(pair.join("=")))) return undefined;
  return { field: type, way: "by a balancer of its own" };
}

/** Whether every port is for TLS, by its number, its name or its protocol. */
function takesTls(ports: Field): boolean {
  const list = ports.items();
  return (
    list.length > 0 &&
    list.every((port) => {
      const said = [port.get("name").text, port.get("appProtocol").text];
      return port.get("port").number === 443 || said.some((text) => /^(https|tls)\b/.test(text ?? ""));
    })
  );
}
