import type { Field } from "./field";
import type { MeshObject } from "./object";

/** What a VirtualService sends traffic to. */
export interface Destination {
  /** `destination` of a route, or `mirror`. */
  field: Field;
  /** The http, tls or tcp rule that it is in. */
  rule: Field;
  protocol: "http" | "tls" | "tcp";
  mirror: boolean;
}

/** Every destination that a VirtualService names, in the order in which they stand there; mirrors too. */
export function destinationsOf(service: MeshObject): Destination[] {
  return (["http", "tls", "tcp"] as const).flatMap((protocol) =>
    service.spec
      .get(protocol)
      .items()
      .flatMap((rule) => {
        const routes = rule.get("route").items();
        const mirrors = [
          rule.get("mirror"),
          ...rule
            .get("mirrors")
            .items()
            .map((one) => one.get("destination")),
        ];
        return [
          ...routes.map((route) => ({ field: route.get("destination"), rule, protocol, mirror: false })),
          ...mirrors.filter((field) => field.isObject).map((field) => ({ field, rule, protocol, mirror: true })),
        ];
      }),
  );
}

/** A gateway that a VirtualService names: in `spec.gateways`, or in a match of one of its rules. */
export interface GatewayReference {
  field: Field;
  /** `mesh`, or `namespace/name`. */
  gateway: string;
}

/** The sidecars of the mesh, in the place of a gateway. */
export const MESH = "mesh";

/** Every gateway that a VirtualService names. */
export function gatewayReferencesOf(service: MeshObject): GatewayReference[] {
  const matches = (["http", "tls", "tcp"] as const).flatMap((protocol) =>
    service.spec
      .get(protocol)
      .items()
      .flatMap((rule) => rule.get("match").items()),
  );
  return [service.spec, ...matches].flatMap((one) => {
    const fields = one.get("gateways").items();
    return fields.flatMap((field) =>
      field.text === undefined ? [] : { field, gateway: gatewayName(field.text, service.home) },
    );
  });
}

/** The gateways that a VirtualService as a whole is for, as `namespace/name`; the mesh's sidecars where it names none. */
export function gatewaysOf(service: MeshObject): string[] {
  const named = service.spec.get("gateways").texts();
  return named.length === 0 ? [MESH] : named.map((name) => gatewayName(name, service.home));
}

/** `namespace/name` of a gateway written `name` or `namespace/name` in an object of namespace `home`. */
export function gatewayName(written: string, home: string): string {
  return written === MESH || written.includes("/") ? written : `${home}/${written}`;
}
