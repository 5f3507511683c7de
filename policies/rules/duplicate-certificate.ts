import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { comparable, Groups, isComparable, othersIn, selectorKey, subsetsOf } from "../model/conflicts";
import type { Field } from "../model/field";
import { ifKnown } from "../model/known";
import { readLabels } from "../model/labels";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `Browsers use an open HTTP/2 connection again for every host of its certificate. If two Gateways on the same gateway pods have
one certificate, the connection that was opened for a host of the first carries requests for a host of the second, whose routes the
connection does not know: they
[answer 404](https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate),
now and then, and never in a test with curl. istioctl reports it as IST0138.

One Gateway with the wildcard host, or the hosts of both in one server, mends it. A VirtualService per host goes on binding to it.`;

/** HTTP/2 connections are used again across Gateways with the same certificate. */
export const duplicateCertificate: Rule<Record<string, never>> = {
  name: "duplicate-certificate",
  codes: ["IST0138"],
  description: "A certificate is in one Gateway of the same gateway pods.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "It fails only for clients that use an HTTP/2 connection again for another host of the certificate.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/Gateway"],
  config: z.strictObject({}),
  *check(gateway, mesh) {
    if (!isComparable(gateway)) return;
    const index = mesh.once("duplicate-certificate", () => indexOf(mesh));
    const selector = selectorKey(readLabels(gateway.spec.get("selector")));
    for (const server of gateway.spec.get("servers").items()) {
      const tls = server.get("tls");
      const certificate = certificateOf(tls);
      const others = certificate && othersIn([index.of(`${selector} ${certificate}`)], gateway);
      if (!others) continue;
      const name = tls.get("credentialName");
      yield found(gateway, name.text ? name : tls.get("serverCertificate"), {
        problem: `the certificate of ${others} too, on the same gateway pods`,
        allowed: "a certificate in one Gateway of the same gateway pods",
        fix: "put the hosts of all into one Gateway, or give each a certificate of its own",
      });
    }
  },
};

/** What names a server's certificate: a Secret, or the files of certificate and key. */
function certificateOf(tls: Field): string | undefined {
  const name = tls.get("credentialName").text;
  if (name) return `secret ${name}`;
  const [certificate, key] = [tls.get("serverCertificate").text, tls.get("privateKey").text];
  return certificate && key ? `files ${certificate} ${key}` : undefined;
}

/** Gateways by certificate and by each part of their selector: as in istioctl, one conflicts with those that select no more than it does. */
function indexOf(mesh: Mesh): Groups {
  const index = new Groups();
  for (const gateway of comparable(mesh, "networking.istio.io", "Gateway")) ifKnown(() => add(gateway, index));
  return index;
}

function add(gateway: MeshObject, index: Groups): void {
  const parts = subsetsOf(readLabels(gateway.spec.get("selector"))).map(selectorKey);
  for (const server of gateway.spec.get("servers").items()) {
    const certificate = ifKnown(() => certificateOf(server.get("tls")));
    if (certificate) for (const part of parts) index.add(`${part} ${certificate}`, gateway);
  }
}
