import type { Finding, Rule } from "./rule";

/** Hosts outside: each is declared once where it can be called from, and leaves the mesh in one way. */
const externalHosts: Rule = {
  reads: ["externalServices"],
  findings: ({ externalServices }) =>
    externalServices.flatMap(({ host, namespace, egressGateway }, index): Finding[] => {
      const twin = externalServices.findIndex(
        (other) => other?.host === host && (other.namespace === namespace || (egressGateway && other.egressGateway)),
      );
      const allowed = `a host of its own, externalServices[${twin}] has this one`;
      const isNear = externalServices[twin]?.namespace === namespace;
      const todo = isNear ? "list further ports there" : "the egress gateway takes a host from one namespace only";
      return twin < index ? [{ path: ["externalServices", index, "host"], found: host, allowed, todo }] : [];
    }),
};

const externalPorts: Rule = {
  reads: ["externalServices"],
  findings: ({ externalServices }) =>
    externalServices.flatMap(({ ports }, index) => {
      const numbers = ports.map(({ number }) => number);
      return numbers.flatMap((number, place): Finding[] => {
        const first = numbers.indexOf(number);
        const path = ["externalServices", index, "ports", place, "number"];
        return first < place
          ? [{ path, found: number, allowed: `a port of its own, ports[${first}] has this one` }]
          : [];
      });
    }),
};

const externalTraffic: Rule = {
  reads: ["externalServices"],
  findings: ({ externalServices }) =>
    externalServices.flatMap(({ ports, egressGateway, traffic }, index): Finding[] => {
      if (!traffic) return [];
      const path = ["externalServices", index, "traffic"];
      if (egressGateway) return [{ path, allowed: "nothing while egressGateway is true" }];
      if (ports.length > 1 || ports[0]?.protocol !== "HTTP") {
        const todo = "calls under TLS of the app's own cannot be read, so only egressGateway applies to them";
        return [{ path, allowed: "nothing unless ports is one HTTP port", todo }];
      }
      const findings: Finding[] = [];
      if (traffic.subsets) {
        const allowed = "nothing for a host outside of the mesh, whose servers have no labels";
        findings.push({ path: [...path, "subsets"], allowed });
      }
      if (traffic.loadBalancing?.locality) {
        const allowed = "nothing for a host outside of the mesh, which has one address here";
        findings.push({ path: [...path, "loadBalancing", "locality"], allowed });
      }
      if (traffic.tls?.mode === "ISTIO_MUTUAL") {
        const allowed = "SIMPLE or DISABLE: nobody outside of the mesh has its certificates";
        findings.push({ path: [...path, "tls", "mode"], found: traffic.tls.mode, allowed });
      }
      return findings;
    }),
};

const egress: Rule = {
  reads: ["externalServices", "mesh.components.egressGateway"],
  findings: ({ externalServices, mesh }) =>
    externalServices.flatMap(({ egressGateway, ports }, index): Finding[] => {
      if (!egressGateway) return [];
      const path = ["externalServices", index];
      const findings: Finding[] = [];
      if (!mesh.components.egressGateway) {
        const todo = "set mesh.components.egressGateway: true";
        const allowed = "false while there is no egress gateway";
        findings.push({ path: [...path, "egressGateway"], found: true, allowed, todo });
      }
      if (ports.length > 1 || ports[0]?.protocol === "TCP") {
        const allowed = "one port of HTTP, HTTPS or TLS while egressGateway is true";
        findings.push({ path: [...path, "ports"], allowed });
      }
      return findings;
    }),
};

/** Checks of hosts outside of the mesh. */
export const externalRules: Rule[] = [externalHosts, externalPorts, externalTraffic, egress];
