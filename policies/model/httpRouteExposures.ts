import type { Exposure } from "./exposure";
import { ANY_HOST } from "./exposure";
import type { Field } from "./field";
import type { Reference } from "./gatewayApi";
import { backendsOf, GATEWAY_API, parentsIn } from "./gatewayApi";
import type { Guarded } from "./guards";
import { isGuarded } from "./guards";
import { overlap } from "./hosts";
import { ifKnown, knownGet, knownText } from "./known";
import type { MeshObject } from "./object";
import type { Mesh } from "../mesh";

/** What an HTTPRoute leads to. */
export function* httpRoutesOf(route: MeshObject, mesh: Mesh): Iterable<Exposure> {
  const ways = waysOf(route.spec, route.home, mesh);
  for (const { field, group, kind, namespace, name, mirror } of backendsOf(route, route.home)) {
    if (mirror || group !== "core" || kind !== "Service") continue;
    yield { field: field.get("name"), namespace, name, direct: false, ...ways };
  }
}

/** How callers come by an HTTPRoute with these parents and host names (`parentRefs`, `hostnames`). */
export function waysOf(route: Field, home: string, mesh: Mesh): Pick<Exposure, "hosts" | "open" | "plain"> {
  const hosts = () => {
    const names = route.get("hostnames").texts();
    return names.length > 0 ? names.map((name) => name.toLowerCase()) : ANY_HOST;
  };
  const way = (is: (gateway: MeshObject, parent: Reference) => boolean) => {
    const found = parentsIn(route, home).find((parent) => {
      const gateway = edgeAt(parent, mesh);
      return gateway !== undefined && is(gateway, parent);
    });
    return found && `through Gateway ${found.namespace}/${found.name}`;
  };
  return {
    hosts,
    open: () => way((gateway) => !isGuarded(mesh, guardedOf(gateway, hosts()))),
    plain: () => way((gateway, { field }) => ifKnown(() => listensPlainly(gateway, field, hosts())) ?? false),
  };
}

/** A Gateway of the stack at the edge of the mesh. */
function edgeAt({ group, kind, namespace, name }: Reference, mesh: Mesh): MeshObject | undefined {
  const gateway = group === GATEWAY_API && kind === "Gateway" ? mesh.find(group, kind, namespace, name) : undefined;
  return gateway && !classOf(gateway).endsWith("waypoint") ? gateway : undefined;
}

function classOf(gateway: MeshObject): string {
  return knownText(knownGet(gateway.spec, "gatewayClassName")) ?? "";
}

function guardedOf(gateway: MeshObject, hosts: readonly string[]): Guarded {
  const { home: namespace, name } = gateway;
  const labels = [new Map([["gateway.networking.k8s.io/gateway-name", name]])];
  return { namespace, home: namespace, labels, names: [name, classOf(gateway)], hosts };
}

/** Whether a listener to which the route attaches takes plain HTTP for one of these hosts. */
function listensPlainly(gateway: MeshObject, parent: Field, hosts: readonly string[]): boolean {
  const [section, port] = [parent.get("sectionName").text, parent.get("port").number];
  return gateway.spec
    .get("listeners")
    .items()
    .filter((one) => section === undefined || one.get("name").text === section)
    .filter((one) => port === undefined || one.get("port").number === port)
    .filter((one) => hosts.some((host) => overlap(host, one.get("hostname").text?.toLowerCase() ?? "*")))
    .some((one) => one.get("protocol").text === "HTTP");
}
