import type { Resource } from "@pulumi/pulumi";
import fc from "fast-check";
import type { MeshGateway } from "../../components/mesh/mesh";
import { platforms } from "../../components/platforms";
import { ExternalServices } from "../../components/traffic/externalServices";
import { IngressHosts } from "../../components/traffic/ingress";
import { outboundPolicy } from "../../components/traffic/outboundPolicy";
import { TrafficRules } from "../../components/traffic/serviceTraffic";
import { record } from "../unit/support/recorder";
import { domain } from "./arbitrary";
import { externals, hostTls, services } from "./services";

/** An object as it is sent to the API server. */
export interface IstioObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string };
  spec: object;
}

const gateway = (service: string): MeshGateway => ({
  namespace: "istio-system",
  service,
  selector: { istio: service.replace(/^istio-/, "") },
});
const egress = gateway("istio-egressgateway");
const ingress = { ...gateway("istio-ingressgateway"), httpPort: 80, httpsPort: 443 };

/** The name that was made up, with a number that no other has. */
const numbered = (index: number, name: string) => `x${index}-${name}`.slice(0, 55).replace(/-+$/, "");

/**
 * All that the traffic components make of so many generated configs: most are services with rules, every tenth is a host
 * outside of the mesh, and every tenth one at its edge.
 */
export async function generatedObjects(namespace: string, configs: number, seed: number): Promise<IstioObject[]> {
  const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number) => fc.sample(arbitrary, { seed, numRuns });
  const tenth = Math.floor(configs / 10);
  const after: Resource[] = [];
  const recorded = await record(() => {
    for (const [index, traffic] of sample(services(namespace), configs - 2 * tenth).entries()) {
      const service = numbered(index, traffic.service);
      const at = traffic.ingress && { ...traffic.ingress, route: `${service}-ingress` };
      new TrafficRules(`service-${index}`, { traffic: { ...traffic, service, ingress: at }, after });
    }
    const outside = sample(externals(namespace), tenth).map((external, index) => ({
      ...external,
      name: numbered(index, external.name),
      host: `x${index}.${external.host}`,
    }));
    new ExternalServices("external", { services: outside, egress, after: () => after });
    for (const [index, [host, tls]] of sample(fc.tuple(domain, fc.option(hostTls)), tenth).entries()) {
      const args = { gateway: `x${index}-gateway`, namespace, hosts: [host], tls: tls ?? undefined };
      new IngressHosts(`host-${index}`, { ...args, ingress, platform: platforms.kubernetes, after });
    }
    outboundPolicy("outbound", { namespace, mode: "REGISTRY_ONLY" }, {});
  });
  return recorded
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs as unknown as IstioObject);
}
