import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { gatewayIn, gatewayNamed, isGenerated } from "../model/gatewayNames";
import { hostsOf } from "../model/gateways";
import { fullHost, isUnder, overlap } from "../model/hosts";
import { homeOf, isWhollyKnown, knownGet } from "../model/known";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import { MESH } from "../model/virtualServices";
import type { Rule } from "../rule";

const WHY = `A Gateway's servers list the hosts that they serve, and a VirtualService takes effect there only for the hosts of its own that are
among them ([Server.hosts](https://istio.io/latest/docs/reference/config/networking/gateway/#Server)). For any other host its routes do
nothing, and the gateway answers 404
([IST0132](https://istio.io/latest/docs/reference/config/analysis/ist0132/)).

A namespace before a server's host counts: \`shop/shop.example.com\` takes VirtualServices of namespace \`shop\` only, \`./…\` those of the
Gateway's own namespace. A wildcard on either side covers the names under it.

Each Gateway must serve a host of the VirtualService. Each of its hosts must be served by one of the Gateways, unless the
VirtualService is for \`mesh\` too.`;

/** Routes for a host that the Gateway does not serve do nothing. */
export const hostInGateway: Rule = {
  name: "host-in-gateway",
  codes: ["IST0132"],
  description: "Hosts of a VirtualService are served by the Gateways that it names.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "The gateway answers 404 for a host that no server of it has." },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service, mesh) {
    const hosts = service.spec.get("hosts").items();
    const names = hosts.flatMap((host) => host.text ?? []);
    const gateways = service.spec.get("gateways").items();
    if (names.length === 0 || gateways.length === 0) return;
    const all = gateways.map((field) => ({ field, served: servedAt(field.text ?? "", service, mesh) }));
    const useless = all.filter(({ served }) => served && !names.some((name) => isServed(name, service, served)));
    for (const { field, served } of useless) {
      yield found(service, field, {
        problem: `but this Gateway serves no host of this VirtualService (${anyOf(names)})`,
        allowed: served?.names.length
          ? `a Gateway for these hosts; it serves ${served.show()}`
          : "a Gateway for these hosts",
        fix: "add the host to a server of the Gateway, correct the VirtualService's hosts, or name another Gateway",
      });
    }
    // istioctl is content when each Gateway serves one of the hosts.
    if (useless.length > 0 || all.some(({ served }) => !served)) return;
    for (const host of hosts) {
      const name = host.text;
      if (name === undefined || all.some(({ served }) => served && isServed(name, service, served))) continue;
      yield found(service, host, {
        problem: "which no Gateway of this VirtualService serves",
        allowed: `hosts under ${[...new Set(all.map(({ served }) => served?.show()))].join(", ")}`,
        fix: 'add the host to a server of the Gateway, remove it, or name the gateway "mesh" too if it is for sidecars',
        codes: [],
      });
    }
  },
};

/** The hosts that a Gateway serves for VirtualServices of one namespace. */
interface Served {
  names: readonly string[];
  exact: ReadonlySet<string>;
  wildcards: readonly string[];
  show(): string;
}

/** What the gateway of that name serves; undefined unless the stack has all of it. */
function servedAt(written: string, service: MeshObject, mesh: Mesh): Served | undefined {
  if (written === MESH || isGenerated(written)) return undefined;
  const home = homeOf(service);
  const gateway = gatewayIn(mesh, gatewayNamed(written, home));
  return gateway && mesh.once(`host-in-gateway: ${gateway.title} for ${home}`, () => servedBy(gateway, home));
}

function servedBy(gateway: MeshObject, home: string): Served | undefined {
  const list = knownGet(gateway.spec, "servers");
  if (gateway.partial || gateway.spec.unknown || !isWhollyKnown(list)) return undefined;
  const servers = list.items();
  if (!servers.every((server) => isWhollyKnown(knownGet(server, "hosts")))) return undefined;
  const names = servers
    .flatMap(hostsOf)
    .filter(({ namespace }) => ["*", home].includes(namespace) || (namespace === "." && gateway.home === home))
    .map(({ name }) => name);
  let text: string | undefined;
  return {
    names,
    exact: new Set(names),
    wildcards: names.filter((name) => name.startsWith("*")),
    show: () => (text ??= anyOf(names)),
  };
}

function isServed(host: string, { home }: MeshObject, { names, exact, wildcards }: Served): boolean {
  return [host.toLowerCase(), fullHost(host, home)].some((name) =>
    name.startsWith("*")
      ? names.some((one) => overlap(name, one))
      : exact.has(name) || wildcards.some((one) => isUnder(name, one)),
  );
}
