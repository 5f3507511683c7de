import * as z from "zod";
import type { Why } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { homeOf } from "../model/known";
import { normalized } from "../model/names";
import { anyOf, hostsElsewhere, isElsewhere, presenceFor } from "../model/references";
import { mayBeFor } from "../model/routedHosts";
import type { Rule } from "../rule";

const config = z.strictObject({ hostsElsewhere });

const WHY = `\`hosts\` of an AuthorizationPolicy are compared with the \`Host\` header that the client sends
([Istio: Operation](https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation)). Inside the mesh that is the name by
which the client calls a Service. The name of a Service that does not exist is never sent: the rule never matches, so that ALLOW shuts
out those whom it was written for, and DENY lets them in. Kiali reports it as [KIA0104](https://kiali.io/docs/features/validations/).

Judged are names of Services: \`carts\`, \`carts.sock-shop\`, \`carts.sock-shop.svc\` and the full name, with or without a port, where the stack
holds the namespace. A name without a dot is one of the policy's own namespace. Other hosts, wildcards and hosts that a VirtualService or a
ServiceEntry has are not judged: any client may send them.`;

/** A policy for the host of a Service that does not exist never matches. */
export const policyHost: Rule<z.infer<typeof config>> = {
  name: "policy-host",
  codes: ["KIA0104"],
  description: "The hosts in an AuthorizationPolicy that are names of Services are those of Services that exist.",
  why: WHY,
  enforcement: { level: "advisory", reason: "A client outside of the stack may send any Host header." },
  scope: "stack",
  kinds: ["security.istio.io/AuthorizationPolicy"],
  config,
  *check(policy, mesh, { hostsElsewhere }) {
    const home = homeOf(policy);
    const rules = policy.spec.get("rules").items();
    const operations = rules.flatMap((rule) => rule.get("to").items()).map((to) => to.get("operation"));
    for (const field of operations.flatMap((operation) => operation.get("hosts").items())) {
      const written = normalized((field.text ?? "").replace(/:(\d+|\*)$/, ""));
      const service = serviceNamed(written, home, mesh);
      if (!service || isRouted(written, mesh)) continue;
      const full = `${service.name}.${service.namespace}.svc.cluster.local`;
      if (isElsewhere(full, home, hostsElsewhere) || presenceFor(policy, full, mesh) !== "missing") continue;
      yield found(policy, field, { ...whyOf(service, mesh), ...(isForKiali(written) ? {} : { codes: [] }) });
    }
  },
};

interface Named {
  name: string;
  namespace: string;
}

/** The Service that a host means. `carts.sock-shop` is one only if that is a namespace of the stack: it may be a domain. */
function serviceNamed(host: string, home: string, mesh: Mesh): Named | undefined {
  if (host.includes("*") || host === "localhost") return undefined;
  const [name = "", namespace = home, svc = "svc", ...domain] = host.split(".");
  if (name === "" || svc !== "svc" || !["", "cluster.local"].includes(domain.join("."))) return undefined;
  return mesh.holds(namespace) ? { name, namespace } : undefined;
}

/** Kiali leaves names with two dots and more alone. */
function isForKiali(host: string): boolean {
  return host.split(".").length <= 2;
}

function whyOf({ name, namespace }: Named, mesh: Mesh): Why {
  return {
    problem: `but namespace "${namespace}" has no Service "${name}", so no client calls it`,
    allowed: mesh.once(`policy-host: Services of ${namespace}`, () => {
      const services = anyOf(mesh.servicesIn(namespace).map((one) => one.name));
      return `the name of a Service${services === "" ? "" : `: ${services}`}`;
    }),
    fix: "name the host by which clients call the workload, or list it in hostsElsewhere of this rule",
  };
}

/** Whether a VirtualService or a ServiceEntry is for that very host. */
function isRouted(host: string, mesh: Mesh): boolean {
  return mayBeFor(host, "VirtualService", mesh) || mayBeFor(host, "ServiceEntry", mesh);
}
