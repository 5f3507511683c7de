import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { DestinationRuleArgs, VirtualServiceArgs } from "../istio";
import { DestinationRule, VirtualService } from "../istio";

/** Everything that holds for the traffic to one service. Plain values: policies judge them at preview. */
export interface ServiceTraffic {
  service: string;
  namespace: string;
  /** Port of the Service. Default: 80. */
  port?: number;
  /** Set: calls come from outside, through that gateway at those hosts. Unset: they come from within the mesh. */
  ingress?: {
    /** Name of the VirtualService that binds the service to the gateway. */
    route: string;
    /** `namespace/name` of the Gateway. */
    gateway: string;
    /** Explicit hosts, all of them hosts of the Gateway. */
    hosts: string[];
  };
}

/** The two Istio objects that carry all rules for one service: never a second one of a kind, so none shadows another. */
export interface CompiledTraffic {
  destinationRule: DestinationRuleArgs;
  virtualService: VirtualServiceArgs;
}

/** Compiles the rules for a service. Every call to it is under mutual TLS. */
export function compileTraffic({ service, namespace, port = 80, ingress }: ServiceTraffic): CompiledTraffic {
  // The full name: a short one is completed with the namespace of the rule, not of the caller.
  const host = `${service}.${namespace}.svc.cluster.local`;
  return {
    destinationRule: {
      metadata: { name: service, namespace },
      spec: { host, trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } },
    },
    virtualService: {
      metadata: { name: ingress?.route ?? service, namespace },
      spec: {
        hosts: ingress?.hosts ?? [host],
        ...(ingress ? { gateways: [ingress.gateway] } : {}),
        http: [{ route: [{ destination: { host, port: { number: port } } }] }],
      },
    },
  };
}

export interface TrafficRulesArgs {
  traffic: ServiceTraffic;
  /** The namespace and the ready control plane. */
  after: Resource[];
}

/** The rules for one service in the cluster. */
export class TrafficRules extends ComponentResource {
  constructor(name: string, { traffic, after }: TrafficRulesArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:traffic:TrafficRules", name, {}, opts);
    const { destinationRule, virtualService } = compileTraffic(traffic);
    const childOpts = { parent: this, dependsOn: after };
    new DestinationRule(`${name}-destination-rule`, destinationRule, childOpts);
    new VirtualService(`${name}-virtual-service`, virtualService, childOpts);
    this.registerOutputs({});
  }
}
