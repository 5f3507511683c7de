import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import { isKnownAt, knownGet } from "../model/known";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  autoAllocated: z
    .boolean()
    .default(false)
    .describe(
      "The mesh captures DNS and gives ServiceEntries addresses of its own (a control plane in the stack that says so counts without this).",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `For HTTP and TLS a sidecar tells hosts apart by the Host header or by SNI. TCP has neither, so a TCP port of a ServiceEntry
without \`addresses\` gets a listener on all addresses: [every TCP connection to that port number goes to this
host](https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#external-tcp-services-without-vips), and of several such
hosts on one port only one is reached. istioctl: [IST0134](https://istio.io/latest/docs/reference/config/analysis/ist0134/).

With [DNS proxying](https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#address-auto-allocation) Istio gives each host
an address itself. This rule sees that in a control plane in the stack (\`ISTIO_META_DNS_CAPTURE\`, and address allocation not turned off); if
yours is elsewhere, set \`autoAllocated: true\`.`;

/** A sidecar cannot tell the hosts of TCP connections apart but by their addresses. */
export const serviceEntryAddresses: Rule<Config> = {
  name: "service-entry-addresses",
  codes: ["IST0134"],
  description: "A ServiceEntry with a TCP port has addresses, unless the mesh gives it some.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason:
      "It works as long as the host is the only one with that TCP port, and wherever the mesh allocates addresses.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/ServiceEntry"],
  config,
  *check(entry, mesh, { autoAllocated }) {
    if (entry.partial || hasAddresses(entry) || autoAllocated || allocates(mesh)) return;
    for (const port of entry.spec.get("ports").items()) {
      const protocol = port.get("protocol");
      if (!port.isObject || !(protocol.missing || ["", "tcp"].includes(protocol.text?.toLowerCase() ?? "no"))) continue;
      yield found(entry, protocol, {
        problem: "and without addresses every TCP connection to that port number is taken for this host",
        allowed: "a TCP port of a ServiceEntry with addresses; HTTP, TLS and the like without",
        fix: "add the host's addresses as spec.addresses, name the protocol if it is another, or turn on DNS proxying",
      });
    }
  },
};

function hasAddresses({ spec, root }: MeshObject): boolean {
  return [spec.get("addresses"), root.at("status", "addresses")].some((field) => field.items().length > 0);
}

/** Whether a control plane in the stack gives ServiceEntries addresses, and its proxies use them. */
function allocates(mesh: Mesh): boolean {
  return mesh.once("service-entry-addresses", () =>
    mesh.controlPlanes.some(({ meshConfig, values }) => {
      // What is not known yet may say so.
      const known =
        !values.unknown && isKnownAt(meshConfig, "defaultConfig", "proxyMetadata", "ISTIO_META_DNS_CAPTURE");
      if (!known) return true;
      const metadata = knownGet(knownGet(meshConfig, "defaultConfig"), "proxyMetadata");
      const istiod = knownGet(knownGet(values, "pilot"), "env");
      // On since Istio 1.25, unless istiod is told otherwise.
      return says(metadata, "ISTIO_META_DNS_CAPTURE", "true") && !says(istiod, "PILOT_ENABLE_IP_AUTOALLOCATE", "false");
    }),
  );
}

function says(environment: Field, name: string, value: string): boolean {
  const field = knownGet(environment, name);
  return !field.unknown && field.scalar === value;
}
