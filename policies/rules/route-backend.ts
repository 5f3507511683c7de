import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Backend, Reference } from "../model/gatewayApi";
import { backendsOf, listed, parentsOf, ROUTE_KINDS } from "../model/gatewayApi";
import { ifKnown, placeOf } from "../model/known";
import { whereabouts, wholeNamed } from "../model/lookups";
import { normalized } from "../model/names";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  hosts: z
    .array(z.string())
    .default([])
    .describe("Hosts that ServiceEntries outside the stack bring in: what backends of kind Hostname may name as well."),
});

type Config = z.infer<typeof config>;

const ISTIO = "networking.istio.io";

const WHY = `A rule whose backend is not there answers 500 to every request
([Gateway API: backendRefs](https://gateway-api.sigs.k8s.io/reference/spec/)). A backend is a Service, by its name alone and with one
of its ports, in the route's namespace unless \`namespace\` says otherwise; or, in Istio, a host of a ServiceEntry, with
\`group: networking.istio.io\` and \`kind: Hostname\`
([Istio: Gateway API](https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/)). A route for the mesh names in \`parentRefs\` the
Service or the ServiceEntry whose callers it is for: that must exist too.

Where the stack does not hold the namespace, nothing is said. Whether another namespace allows the reference is asked by the rule
reference-grant. Kiali reports a missing Service as
[KIA1402](https://kiali.io/docs/features/validations/).`;

/** A route to a backend that is not there answers 500. */
export const routeBackend: Rule<Config> = {
  name: "route-backend",
  codes: ["KIA1402"],
  description: "The backends of a route are ports of Services, or hosts of ServiceEntries, that exist.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Requests for a backend that is not there are answered with 500." },
  scope: "stack",
  kinds: ROUTE_KINDS,
  config,
  *check(route, mesh, config) {
    const home = placeOf(route);
    for (const parent of parentsOf(route, home)) {
      if (parent.kind === "Service" && parent.group === "core") yield* checkExists(route, parent, mesh, ["KIA1402"]);
      if (parent.kind === "ServiceEntry" && parent.group === ISTIO) yield* checkExists(route, parent, mesh, []);
    }
    for (const backend of backendsOf(route, home)) yield* checkBackend(route, backend, { home, mesh, config });
  },
};

function* checkBackend(
  route: MeshObject,
  backend: Backend,
  { home, mesh, config }: { home: string; mesh: Mesh; config: Config },
): Iterable<Finding> {
  const codes = backend.mirror ? [] : ["KIA1402"];
  if (backend.kind === "Service" && backend.group === "core") {
    if (backend.name.includes(".")) {
      yield found(route, backend.field.get("name"), {
        problem: "but a backend is the name of a Service, not a host",
        allowed: "the name of a Service, with namespace beside it where that is another",
        fix: `write name: ${backend.name.split(".")[0] ?? ""}, and the namespace in the field namespace`,
        codes,
      });
    } else {
      yield* checkExists(route, backend, mesh, codes);
      yield* checkPort(route, backend, mesh);
    }
  } else if (backend.group === ISTIO && backend.kind === "Hostname") {
    yield* checkHost(route, backend, { home, mesh, config });
  } else if (backend.group === ISTIO) {
    yield found(route, backend.field.get("kind"), {
      problem: `which is no kind of backend that Istio knows in ${ISTIO}`,
      allowed: `kind Hostname with a host of a ServiceEntry, or a Service of group ""`,
      fix: "write kind: Hostname and the host as name",
      codes: [],
    });
  }
}

function* checkExists(route: MeshObject, one: Reference, mesh: Mesh, codes: string[]): Iterable<Finding> {
  const { field, group, kind, namespace, name } = one;
  if (whereabouts(mesh, one) !== "missing") return;
  const others = mesh.ofKindIn(group, kind, namespace).map((object) => object.name);
  yield found(route, field.get("name"), {
    problem: `but namespace "${namespace}" has no ${kind} of that name`,
    allowed: others.length > 0 ? `${kind}s of namespace "${namespace}": ${listed(others)}` : `a ${kind} that exists`,
    fix: `name a ${kind} that exists, with its namespace, or add "${name}" to namespace "${namespace}"`,
    codes,
  });
}

function* checkPort(route: MeshObject, { field, namespace, name, mirror }: Backend, mesh: Mesh): Iterable<Finding> {
  const port = field.get("port");
  if (port.missing) {
    if (!mirror || field.isObject) {
      yield found(route, port, {
        problem: "but a Service is a backend only with one of its ports",
        allowed: "the number of a port of the Service",
        fix: `add the port of Service "${name}" that the requests are for`,
        codes: [],
      });
    }
    return;
  }
  const service = wholeNamed(mesh, "core", "Service", namespace, name);
  const list =
    service &&
    ifKnown(() =>
      service.spec
        .get("ports")
        .items()
        .map((one) => one.get("port").number),
    );
  const ports = list?.filter((one) => one !== undefined) ?? [];
  if (port.number === undefined || ports.length === 0 || ports.includes(port.number)) return;
  yield found(route, port, {
    problem: `which is no port of Service "${name}" in namespace "${namespace}"`,
    allowed: `its ports: ${ports.join(", ")}`,
    fix: "name a port of the Service (port, not targetPort)",
    codes: [],
  });
}

function* checkHost(
  route: MeshObject,
  { field, name }: Backend,
  { home, mesh, config }: { home: string; mesh: Mesh; config: Config },
): Iterable<Finding> {
  const presence = mesh.hosts.presence(name, home);
  const isKnown = config.hosts.some((host) => normalized(host) === normalized(name));
  if (isKnown || (presence !== "missing" && presence !== "hidden")) return;
  yield found(route, field.get("name"), {
    problem:
      presence === "hidden"
        ? `a host that its exportTo keeps from namespace "${home}"`
        : "which is the host of no Service and no ServiceEntry in the stack",
    allowed: "a host of a ServiceEntry that this namespace sees, or one that the setting hosts of this rule lists",
    fix: `add a ServiceEntry for "${name}", or list it in hosts of this rule if it is declared elsewhere`,
    codes: [],
  });
}
