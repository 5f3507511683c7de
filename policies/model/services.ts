import type { Field } from "./field";
import { knownGet, knownItems, knownText } from "./known";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import type { MeshObject } from "./object";

/** A port of a Service or of a ServiceEntry. */
export interface HostPort {
  field: Field;
  number: number | undefined;
  name: string | undefined;
  /** TCP, UDP (of a Service); HTTP, TLS, MONGO … (of a ServiceEntry). */
  protocol: string | undefined;
  appProtocol: string | undefined;
  targetPort: string | number | undefined;
}

export interface Service {
  object: MeshObject;
  name: string;
  namespace: string;
  /** `carts.shop.svc.cluster.local` */
  host: string;
  ports: readonly HostPort[];
  /** Undefined: none, so that the endpoints are made by someone else. */
  selector: Labels | undefined;
  /** ClusterIP, NodePort, LoadBalancer, ExternalName */
  type: string;
}

export function serviceOf(object: MeshObject): Service {
  const selector = labelsOf(knownGet(object.spec, "selector"));
  return {
    object,
    name: object.name,
    namespace: object.home,
    host: `${object.name}.${object.home}.svc.cluster.local`,
    ports: portsOf(knownGet(object.spec, "ports")),
    selector: selector.size > 0 ? selector : undefined,
    type: knownText(knownGet(object.spec, "type")) ?? "ClusterIP",
  };
}

/** The ports of `spec.ports`; what is not known yet is left out. */
export function portsOf(list: Field): HostPort[] {
  return knownItems(list)
    .filter((item) => !item.unknown)
    .map((field) => ({
      field,
      number: knownNumber(knownGet(field, "port")) ?? knownNumber(knownGet(field, "number")),
      name: knownText(knownGet(field, "name")),
      protocol: knownText(knownGet(field, "protocol")),
      appProtocol: knownText(knownGet(field, "appProtocol")),
      targetPort: knownNumber(knownGet(field, "targetPort")) ?? knownText(knownGet(field, "targetPort")),
    }));
}

function knownNumber(field: Field): number | undefined {
  return field.unknown ? undefined : field.number;
}
