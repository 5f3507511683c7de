import type { Mesh } from "../mesh";
import { comparable, HostGroups, othersIn, selectorKey, subsetsOf } from "./conflicts";
import type { Field } from "./field";
import type { ServerHost } from "./gateways";
import { hostsOf } from "./gateways";
import { ifKnown } from "./known";
import type { Labels } from "./labels";
import { readLabels, surelySelects } from "./labels";
import type { MeshObject } from "./object";

/** The other Gateways for the same pods that have a host, as a person reads them. */
export interface Neighbours {
  /** Written the same way; their selectors may differ where there are pods that both select. */
  withTheSameText: (host: ServerHost, port: string) => string | undefined;
  /** Of that name, for VirtualServices of a namespace that may bind to this one too. */
  withTheSameHost: (host: ServerHost, port: string) => string | undefined;
  /** A wildcard over the host, or hosts under the wildcard. */
  withAWildcard: (host: ServerHost, port: string) => string | undefined;
}

/** The hosts of every Gateway's servers, by gateway pods and port. */
export class GatewayHosts {
  readonly #index = new HostGroups();
  readonly #mesh: Mesh;

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
    for (const gateway of comparable(mesh, "networking.istio.io", "Gateway")) ifKnown(() => this.#add(gateway));
  }

  #add(gateway: MeshObject): void {
    const selector = readLabels(gateway.spec.get("selector"));
    const overlapping = this.#hasPods(selector) ? wider(selector).map(narrower) : [];
    for (const server of gateway.spec.get("servers").items()) {
      const port = ifKnown(() => portOf(server));
      const hosts = port === undefined ? [] : (ifKnown(() => hostsOf(server)) ?? []);
      for (const host of hosts) {
        for (const pods of [equal(selector), ...overlapping])
          this.#index.addAt(host.name, tagOf(pods, port ?? "", text(host)), gateway);
        for (const form of [ANY, host.namespace === "*" ? ALL : namespaceOf(host, gateway)])
          this.#index.add(host.name, tagOf(equal(selector), port ?? "", form), gateway);
      }
    }
  }

  around(gateway: MeshObject): Neighbours {
    const index = this.#index;
    const selector = readLabels(gateway.spec.get("selector"));
    const overlapping = [narrower(selector), ...(this.#hasPods(selector) ? wider(selector).map(equal) : [])];
    const tags = (host: ServerHost, port: string) => {
      const forms = host.namespace === "*" ? [ANY] : [ALL, namespaceOf(host, gateway)];
      return forms.map((form) => tagOf(equal(selector), port, form));
    };
    return {
      withTheSameText: (host, port) => {
        const pods = [equal(selector), ...overlapping];
        return othersIn(
          pods.map((one) => index.at(host.name, tagOf(one, port, text(host)))),
          gateway,
        );
      },
      withTheSameHost: (host, port) =>
        othersIn(
          tags(host, port).map((tag) => index.at(host.name, tag)),
          gateway,
        ),
      withAWildcard: (host, port) =>
        othersIn(
          tags(host, port).flatMap((tag) => [...index.over(host.name, tag), index.under(host.name, tag)]),
          gateway,
        ),
    };
  }

  /** Whether the stack holds pods that the selector certainly selects. */
  #hasPods(selector: Labels): boolean {
    return this.#mesh.once(`gateway hosts ${selectorKey(selector)}`, () =>
      this.#mesh.selected(selector).some(({ labels }) => surelySelects(selector, labels)),
    );
  }
}

/** Port and address of a server: `port 443`, `port 443 at 10.0.0.1`. */
export function portOf(server: Field): string | undefined {
  const number = server.at("port", "number").number;
  const bind = server.get("bind").text;
  return number === undefined ? undefined : `port ${number}${bind ? ` at ${bind}` : ""}`;
}

/** The selectors that ask for less. */
function wider(selector: Labels): Labels[] {
  return subsetsOf(selector).filter((part) => part.size < selector.size);
}

// Tags of the index: how the selector relates to that of others, the port, and for whom the host is.

function tagOf(pods: string, port: string, form: string): string {
  return `${pods}, ${port}, ${form}`;
}

function equal(selector: Labels): string {
  return `selector ${selectorKey(selector)}`;
}

function narrower(selector: Labels): string {
  return `selector narrower than ${selectorKey(selector)}`;
}

const ANY = "for any namespace";
const ALL = "for all namespaces";

function namespaceOf({ namespace }: ServerHost, gateway: MeshObject): string {
  return `for namespace ${namespace === "." ? gateway.home : namespace}`;
}

function text({ field }: ServerHost): string {
  return `written ${field.text}`;
}
