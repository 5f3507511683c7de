import * as k8s from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import { goneAtOnce } from "../deletion";
import type { AppNamespace } from "./appNamespace";
import type { AppContainer } from "./container";
import { bindsPrivilegedPort, containerSpec, containerVolumes } from "./container";

/** One version of a service: pods of its own behind the one Service. */
export interface ServiceVersion {
  /** Containers by name, the main one first. */
  containers: Record<string, AppContainer>;
  /** How many pods; default: 1. */
  replicas?: number;
}

export interface MicroserviceArgs {
  /** Name of its Service and ServiceAccount, and its `app` label. */
  service: string;
  namespace: AppNamespace;
  /**
   * Its versions by their `version` label, which subsets select by. The first is the main one: the Service has its
   * ports, and its Deployment is called as the service; others get their label behind that name.
   */
  versions: Record<string, ServiceVersion>;
  /** Whether the platform gives out user IDs; then the ones of the containers are left out. */
  assignsUserIds: boolean;
  serviceAnnotations?: Record<string, string>;
  podAnnotations?: Record<string, string>;
}

/**
 * A service ready for the mesh: one ServiceAccount (its identity), one Service and a Deployment for each version,
 * labelled and named as Istio asks.
 */
export class Microservice extends ComponentResource {
  constructor(name: string, args: MicroserviceArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:Microservice", name, {}, opts);
    const { service, namespace, serviceAnnotations } = args;
    const versions = Object.entries(args.versions);
    const [first] = versions;
    if (!first) {
      throw new Error(`${service}: a service needs at least one version`);
    }
    const [main, { containers }] = first;
    const metadata = { name: service, namespace: namespace.namespace, labels: labels(service, main) };
    const childOpts = { parent: this, dependsOn: namespace.ready, deletedWith: namespace.owned };

    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      {
        metadata: { ...metadata, annotations: goneAtOnce },
        automountServiceAccountToken: false,
      },
      childOpts,
    );
    for (const [version, content] of versions) {
      const suffix = version === main ? "" : `-${version}`;
      new k8s.apps.v1.Deployment(
        `${name}${suffix}-deployment`,
        {
          metadata: { ...metadata, name: `${service}${suffix}`, labels: labels(service, version) },
          spec: deploymentSpec(version, content, args),
        },
        { ...childOpts, dependsOn: [account, ...namespace.ready], customTimeouts: { create: "10m", update: "10m" } },
      );
    }
    new k8s.core.v1.Service(
      `${name}-service`,
      {
        // The Deployment is waited for. To wait for the Service's endpoints too could fill every slot of the engine
        // with Services whose Deployments then never start.
        metadata: {
          ...metadata,
          annotations: { ...serviceAnnotations, ...goneAtOnce, "pulumi.com/skipAwait": "true" },
        },
        spec: {
          selector: { app: service },
          ports: portsOf(containers).flatMap(({ name: portName, number, servicePort = number }) =>
            servicePort === "none" ? [] : [{ name: portName, port: servicePort, targetPort: portName }],
          ),
        },
      },
      childOpts,
    );
    this.registerOutputs({});
  }
}

const labels = (service: string, version: string) => ({ app: service, name: service, version });

const portsOf = (containers: Record<string, AppContainer>) => Object.values(containers).flatMap(({ ports }) => ports);

function deploymentSpec(
  version: string,
  { containers, replicas = 1 }: ServiceVersion,
  { service, namespace, assignsUserIds, podAnnotations }: MicroserviceArgs,
): types.input.apps.v1.DeploymentSpec {
  const { membership, startupProbes } = namespace;
  const place = { assignsUserIds, startupProbes };
  const all = Object.entries(containers);
  return {
    replicas,
    selector: { matchLabels: { app: service, version } },
    template: {
      metadata: {
        labels: { ...labels(service, version), ...membership.podLabels },
        annotations: { ...podAnnotations, ...membership.podAnnotations },
      },
      spec: {
        serviceAccountName: service,
        automountServiceAccountToken: false,
        securityContext: bindsPrivilegedPort(portsOf(containers))
          ? { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] }
          : {},
        containers: all.map(([name, container]) => containerSpec(name, container, place)),
        volumes: all.flatMap(([name, container]) => containerVolumes(name, container)),
      },
    },
  };
}
