import type { Field } from "./field";
import { isOfIstio } from "./injection";
import { isSystem } from "./namespaces";
import type { MeshObject } from "./object";

/** The protocols by which Istio knows what a port carries: https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
export const PROTOCOLS = [
  "http",
  "http2",
  "https",
  "grpc",
  "grpc-web",
  "tcp",
  "tls",
  "udp",
  "mongo",
  "mysql",
  "redis",
] as const;

const KNOWN = new Set<string>([...PROTOCOLS, "http_proxy"]);

/** What Kubernetes itself defines for `appProtocol`, as far as Istio knows it. */
export const KUBERNETES_PROTOCOLS: readonly string[] = ["kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss"];

/** Ports whose protocols break when Istio waits for the client to speak first: without a protocol it takes them for TCP. */
const SERVER_FIRST = new Set([25, 53, 3306, 27017]);

/** Whether Istio reads a protocol from a port's name, or from an `appProtocol` (istio: pkg/config/kube/conversion.go). */
export function namesProtocol(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith("grpc-web") || KNOWN.has(lower.split("-", 1)[0] ?? "");
}

/** A port of a Service whose protocol Istio has to know. */
export interface ServicePort {
  port: Field;
  name: Field;
  appProtocol: Field;
  /** Istio takes it for TCP by its number where nothing names a protocol. */
  serverFirst: boolean;
}

/** The ports that say their protocol by name or appProtocol: not UDP, not of the system, of Istio, or of gateways that Istio makes. */
export function portsWithProtocol(service: MeshObject): ServicePort[] {
  if (!isJudged(service)) return [];
  return service.spec
    .get("ports")
    .items()
    .filter((port) => port.isObject && port.get("protocol").text !== "UDP")
    .map((port) => ({
      port,
      name: port.get("name"),
      appProtocol: port.get("appProtocol"),
      serverFirst: SERVER_FIRST.has(port.get("port").number ?? 0),
    }));
}

/** Whether anybody but Istio or the cluster itself made the Service. */
function isJudged(service: MeshObject): boolean {
  return !isSystem(service.home) && !isOfIstio(service) && !service.labels.has("gateway.istio.io/managed");
}
