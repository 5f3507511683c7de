import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { ExternalServiceSettings } from "../../config";
import type { DestinationRuleArgs } from "../istio";
import { DestinationRule, Gateway, ServiceEntry, VirtualService } from "../istio";
import { inVersion } from "../mesh/legacyForm";
import type { MeshGateway, NetworkingVersion } from "../mesh/mesh";
import { compileExternal, egressDestinations } from "./externalService";

export interface ExternalServicesArgs {
  services: readonly ExternalServiceSettings[];
  /** The egress gateway, where the mesh has one. */
  egress?: MeshGateway;
  /** What calls that are led there wait for. */
  egressReady?: Resource[];
  /** The version in which they are written. Default: the newest. */
  networking?: NetworkingVersion;
  /** What the rules of a namespace wait for. */
  after: (namespace: string) => Resource[];
}

/** The hosts outside of the mesh that its workloads may call, and the way out. */
export class ExternalServices extends ComponentResource {
  constructor(name: string, args: ExternalServicesArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:traffic:ExternalServices", name, {}, opts);
    const { services, egress, egressReady = [], networking, after } = args;
    const written = { apiVersion: networking };
    const rule = (args: DestinationRuleArgs) => inVersion("DestinationRule", args, networking);
    const childOpts = (namespace: string, ...more: Resource[]) => ({
      parent: this,
      dependsOn: [...after(namespace), ...more],
    });
    const way = egress && egressDestinations(services, egress);
    const before: Resource[] = way
      ? [...egressReady, new DestinationRule(`${name}-egress-destination-rule`, rule(way), childOpts(egress.namespace))]
      : [];
    for (const service of services) {
      const { namespace } = service;
      const own = `${name}-${namespace}/${service.name}`;
      const { serviceEntry, gateway, virtualService, destinationRule } = compileExternal(service, egress);
      const parts: Resource[] = [
        new ServiceEntry(`${own}-service-entry`, { ...serviceEntry, ...written }, childOpts(namespace)),
      ];
      if (gateway) parts.push(new Gateway(`${own}-gateway`, { ...gateway, ...written }, childOpts(namespace)));
      if (destinationRule) {
        parts.push(new DestinationRule(`${own}-destination-rule`, rule(destinationRule), childOpts(namespace)));
      }
      // Routes come last: they lead calls over what stands before them.
      if (virtualService) {
        new VirtualService(
          `${own}-virtual-service`,
          inVersion("VirtualService", virtualService, networking),
          childOpts(namespace, ...before, ...parts),
        );
      }
    }
    this.registerOutputs({});
  }
}
