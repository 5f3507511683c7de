import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import type { Settings } from "../../config";
import type { Mesh } from "../mesh/mesh";
import type { Platform } from "../platforms";
import { appTraffic } from "./appTraffic";
import { ExternalServices } from "./externalServices";
import { IngressHosts } from "./ingress";
import { outboundPolicy } from "./outboundPolicy";
import { TrafficRules } from "./serviceTraffic";

export interface MeshTrafficArgs {
  settings: Settings;
  mesh: Mesh;
  platform: Platform;
  /** What the rules of a namespace wait for: the namespace, where the stack has it, and the ready control plane. */
  after: (namespace: string) => Resource[];
}

/** All traffic of the mesh: what it answers for at its edge, the rules within, and the ways out. */
export function meshTraffic(
  { settings, mesh, platform, after }: MeshTrafficArgs,
  opts: ComponentResourceOptions,
): void {
  const { networking } = mesh;
  for (const app of appTraffic(settings)) {
    const { name, namespace, gateway, host, tls, services, ruleName } = app;
    const ready = after(namespace);
    if (host && mesh.ingress) {
      const args = {
        gateway,
        namespace,
        hosts: [host],
        tls,
        ingress: mesh.ingress,
        platform,
        networking,
        after: ready,
      };
      new IngressHosts(`${name}-ingress`, args, opts);
    }
    for (const traffic of services) {
      new TrafficRules(`${ruleName(traffic.service)}-traffic`, { traffic, networking, after: ready }, opts);
    }
  }
  const { externalServices, namespaces } = settings;
  if (externalServices.length > 0) {
    const { egress, egressReady } = mesh;
    new ExternalServices("external", { services: externalServices, egress, egressReady, networking, after }, opts);
  }
  for (const { name, outboundTraffic } of namespaces) {
    if (outboundTraffic) {
      const policy = { namespace: name, mode: outboundTraffic, networking };
      outboundPolicy(`${name}-outbound`, policy, { ...opts, dependsOn: after(name) });
    }
  }
}
