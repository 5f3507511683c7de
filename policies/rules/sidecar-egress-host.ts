import * as z from "zod";
import type { Why } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { fullHost, isUnder, serviceName } from "../model/hosts";
import { homeOf } from "../model/known";
import { normalized } from "../model/names";
import type { MeshObject } from "../model/object";
import { anyOf, hostsElsewhere, isElsewhere, namesakes, presenceFor } from "../model/references";
import { mayBeFor } from "../model/routedHosts";
import type { Rule } from "../rule";

const config = z.strictObject({ hostsElsewhere });

type Config = z.infer<typeof config>;

const WHY = `A Sidecar narrows what its workloads know of the mesh to the hosts that it lists. A host that is misspelt, hidden by its
\`exportTo\`, or looked for in another namespace than its own is left out without a word: calls to it leave the sidecar as unknown traffic,
without mutual TLS, retries and routes, or not at all under \`REGISTRY_ONLY\`
([Istio: IstioEgressListener](https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener)). Kiali reports it as
[KIA1004](https://kiali.io/docs/features/validations/).

Written is \`namespace/host\`: \`namespace\` is where the Service or ServiceEntry stands (\`.\` this one, \`*\` any), \`host\` its full name. Istio
completes no short name here: \`./carts\` and \`sock-shop/carts.sock-shop\` match nothing.

Not judged are namespaces that the stack does not hold, hosts outside of the cluster in namespace \`*\` unless the control plane is in the
stack, hosts of VirtualServices, and what \`hostsElsewhere\` lists.`;

/** A host that a Sidecar does not find is left out of what its workloads know. */
export const sidecarEgressHost: Rule<Config> = {
  name: "sidecar-egress-host",
  codes: ["KIA1004"],
  description: "The hosts that a Sidecar lets its workloads reach exist, in the namespace that it names.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "The workloads lose the host that was meant: their calls go out without mutual TLS, or not at all.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/Sidecar"],
  config,
  *check(sidecar, mesh, { hostsElsewhere }) {
    const home = homeOf(sidecar);
    const listeners = sidecar.spec.get("egress").items();
    for (const field of listeners.flatMap((listener) => listener.get("hosts").items())) {
      const [namespace = "", written = "", ...more] = field.text?.split("/") ?? [];
      // "~" leaves out, and what has another form is refused by the schema.
      if (written === "" || namespace === "" || namespace.startsWith("~") || more.length > 0) continue;
      const host = normalized(written);
      if (host === "*" || isElsewhere(host, home, hostsElsewhere) || isRouted(host, mesh)) continue;
      const where = namespace === "." ? home : namespace;
      const fault = /[.*]/.test(host) ? faultOf(sidecar, host, where, mesh) : faultOfShort(host, where, home, mesh);
      if (!fault) continue;
      yield found(sidecar, field, {
        allowed: `namespace/host with the full name of a host that exists there${existing(where, mesh)}`,
        fix: "write a host that exists, or list it in hostsElsewhere of this rule if others define it",
        ...fault,
      });
    }
  },
};

type Fault = Pick<Why, "problem"> & Partial<Why>;

/** What is wrong with a host that a Sidecar takes from namespace `where` (`*`: from any); undefined if nothing. */
function faultOf(sidecar: MeshObject, host: string, where: string, mesh: Mesh): Fault | undefined {
  const presence = presenceFor(sidecar, host, mesh);
  if (presence === "hidden") return { problem: `but that host is not exported to namespace "${sidecar.home}"` };
  if (presence === "missing") {
    const meant = namesakes(host, mesh);
    // Kiali takes `carts.sock-shop` for the Service's full name; Istio does not.
    if (meant.length > 0) return notFull(meant, where, []);
    return isHeld(host, where, mesh) ? { problem: "which neither a Service nor a ServiceEntry defines" } : undefined;
  }
  if (presence === "elsewhere" || where === "*" || host.includes("*") || !mesh.holds(where)) return undefined;
  const homes = mesh.hosts.all(host, where).map(({ namespace }) => namespace);
  if (homes.includes(where)) return undefined;
  return {
    problem: `but that host stands in namespace ${anyOf(homes)}, so this matches nothing`,
    fix: `write ${anyOf(homes.map((one) => `${one}/${host}`))}`,
    codes: [],
  };
}

/** A name without a dot is a host only where a ServiceEntry says just that. */
function faultOfShort(host: string, where: string, home: string, mesh: Mesh): Fault | undefined {
  const from = where === "*" ? home : where;
  const entries = mesh.hosts.all(host, from);
  if (mayBeFor(host, "ServiceEntry", mesh)) return undefined;
  if (entries.length > 0) return notFull([fullHost(host, from)], where, []);
  return mesh.holds(from) ? notFull(namesakes(host, mesh), where, ["KIA1004"]) : undefined;
}

function notFull(meant: readonly string[], where: string, codes: string[]): Fault {
  const problem = "which is no full name: Istio compares whole names here, so this matches nothing";
  if (meant.length === 0) return { problem, codes };
  const hosts = meant.map((name) => `${where === "*" ? where : (serviceName(name)?.namespace ?? where)}/${name}`);
  return { problem, fix: `write ${anyOf(hosts)}`, codes };
}

/** Whether the stack would hold what defines that host. */
function isHeld(host: string, where: string, mesh: Mesh): boolean {
  if (isUnder(host, "*.svc.cluster.local")) return true;
  return where === "*" ? mesh.controlPlanes.length > 0 : mesh.holds(where);
}

function existing(where: string, mesh: Mesh): string {
  return mesh.once(`sidecar-egress-host: hosts in ${where}`, () => {
    const hosts = anyOf(where === "*" ? [] : mesh.servicesIn(where).map(({ host }) => `${where}/${host}`));
    return hosts === "" ? "" : `: ${hosts}`;
  });
}

/** Whether a VirtualService alone brings that host: Sidecars import those too. */
function isRouted(host: string, mesh: Mesh): boolean {
  return serviceName(host) === undefined && mayBeFor(host, "VirtualService", mesh);
}
