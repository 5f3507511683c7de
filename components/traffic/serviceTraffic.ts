import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { TrafficInput } from "../../config/traffic/schema";
import type { DestinationRuleArgs, VirtualServiceArgs } from "../istio";
import { DestinationRule, VirtualService } from "../istio";
import { inVersion } from "../mesh/legacyForm";
import type { NetworkingVersion } from "../mesh/mesh";
import { checkedRules } from "./checkedRules";
import { destinationRuleSpec } from "./destinationRule";
import { serviceHost } from "./serviceHost";
import { httpRoutes } from "./virtualService";

/** Everything that holds for the traffic to one service. Plain values: policies judge them at preview. */
export interface ServiceTraffic {
  service: string;
  namespace: string;
  /** Port of the Service. Default: 80. */
  port?: number;
  /**
   * Versions of the app (the `version` label of its pods), each a subset, a single one too: so one can come and go
   * while calls go to the others. The first gets all calls that no rule sends elsewhere.
   */
  versions?: readonly string[];
  /** Set: calls come from outside, through that gateway at those hosts. */
  ingress?: {
    /** Name of the VirtualService that binds the service to the gateway. */
    route: string;
    /** `namespace/name` of the Gateway. */
    gateway: string;
    /** Explicit hosts, all of them hosts of the Gateway. */
    hosts: string[];
    /** Whether other services of the mesh call it too, by its own name; default: no. */
    alsoInside?: boolean;
    /** What is taken from outside when no other rule matches; default: every path. */
    paths?: readonly ({ exact: string } | { prefix: string })[];
  };
  /** docs/traffic.md lists them. Default: timeout 15 s, two retries of what never arrived, outlier detection, mutual TLS. */
  rules?: TrafficInput;
}

/** The Istio objects that carry all rules for one service: one of a kind for each host, so none shadows another. */
export interface CompiledTraffic {
  destinationRule: DestinationRuleArgs;
  /** One for the service's own name, one for its hosts at the gateway, or both. */
  virtualServices: VirtualServiceArgs[];
}

/** Compiles the rules for a service; throws a ConfigError that names every problem. Every call is under mutual TLS unless they say otherwise. */
export function compileTraffic(traffic: ServiceTraffic): CompiledTraffic {
  const { service, namespace, port = 80, versions = [], ingress } = traffic;
  const host = serviceHost(service, namespace);
  const rules = checkedRules(traffic.rules ?? {}, `${service}.${namespace}`, versions);
  const http = httpRoutes(rules, { host, port, subset: versions[0] });
  const inside = { metadata: { name: service, namespace }, spec: { hosts: [host], http } };
  return {
    destinationRule: { metadata: { name: service, namespace }, spec: destinationRuleSpec(host, rules, versions) },
    virtualServices: [
      ...(!ingress || ingress.alsoInside ? [inside] : []),
      ...(ingress
        ? [
            {
              metadata: { name: ingress.route, namespace },
              spec: { hosts: ingress.hosts, gateways: [ingress.gateway], http: onPaths(http, ingress.paths) },
            },
          ]
        : []),
    ],
  };
}

/** Routes of which the last, which takes every call, only takes those of some paths. */
function onPaths<T extends object>(routes: T[], paths: readonly object[] = []): T[] {
  const last = routes.at(-1);
  return paths.length > 0 && last
    ? [...routes.slice(0, -1), { match: paths.map((uri) => ({ uri })), ...last }]
    : routes;
}

export interface TrafficRulesArgs {
  traffic: ServiceTraffic;
  /** The version in which they are written. Default: the newest. */
  networking?: NetworkingVersion;
  /** The namespace and the ready control plane. */
  after: Resource[];
}

/** The rules for one service in the cluster. */
export class TrafficRules extends ComponentResource {
  constructor(name: string, { traffic, networking, after }: TrafficRulesArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:traffic:TrafficRules", name, {}, opts);
    const { destinationRule, virtualServices } = compileTraffic(traffic);
    const opened = { parent: this, dependsOn: after };
    const rule = new DestinationRule(
      `${name}-destination-rule`,
      inVersion("DestinationRule", destinationRule, networking),
      opened,
    );
    for (const [index, virtualService] of virtualServices.entries()) {
      new VirtualService(
        // The one from within keeps its name when a service gets a host.
        index === 0 ? `${name}-virtual-service` : `${name}-virtual-service-outside`,
        inVersion("VirtualService", virtualService, networking),
        // Routes name subsets: the sidecars must know a subset before a call is sent there.
        { parent: this, dependsOn: [...after, rule] },
      );
    }
    this.registerOutputs({});
  }
}
