import * as k8s from "@pulumi/kubernetes";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { AppNamespace } from "./appNamespace";
import type { AppContainer } from "./container";
import { bindsPrivilegedPort, containerSpec, containerVolumes } from "./container";

export interface MicroserviceArgs {
  /** Name of its Deployment, Service and ServiceAccount, and its `app` label. */
  service: string;
  namespace: AppNamespace;
  /** Its `version` label, which subsets select by. Default: v1. */
  version?: string;
  /** Containers by name, the main one first. */
  containers: Record<string, AppContainer>;
  /** Whether the platform gives out user IDs; then the ones of the containers are left out. */
  assignsUserIds: boolean;
}

/** A workload ready for the mesh: ServiceAccount (its identity), Deployment and Service, labelled and named as Istio asks. */
export class Microservice extends ComponentResource {
  constructor(name: string, args: MicroserviceArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:Microservice", name, {}, opts);
    const { service, namespace, version = "v1", containers, assignsUserIds } = args;
    const { podLabels, podAnnotations } = namespace.membership;
    const all = Object.entries(containers);
    const ports = all.flatMap(([, { ports: own }]) => own);
    const selector = { app: service, version };
    const labels = { app: service, name: service, version };
    const metadata = { name: service, namespace: namespace.namespace, labels };
    const childOpts = { parent: this, dependsOn: namespace.ready, deletedWith: namespace.owned };

    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      // Gone at once when it is deleted by itself: see IstioResource for why.
      {
        metadata: { ...metadata, annotations: { "pulumi.com/deletionPropagationPolicy": "background" } },
        automountServiceAccountToken: false,
      },
      childOpts,
    );
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels: { ...labels, ...podLabels }, annotations: podAnnotations },
            spec: {
              serviceAccountName: service,
              automountServiceAccountToken: false,
              securityContext: bindsPrivilegedPort(ports)
                ? { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] }
                : {},
              containers: all.map(([containerName, container]) =>
                containerSpec(containerName, container, assignsUserIds),
              ),
              volumes: all.flatMap(([containerName, container]) => containerVolumes(containerName, container)),
            },
          },
        },
      },
      { ...childOpts, dependsOn: [account, ...namespace.ready], customTimeouts: { create: "10m", update: "10m" } },
    );
    new k8s.core.v1.Service(
      `${name}-service`,
      {
        // The Deployment is waited for. To wait for the Service's endpoints too could fill every slot of the engine
        // with Services whose Deployments then never start.
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          selector: { app: service },
          ports: ports.flatMap(({ name: portName, number, servicePort = number }) =>
            servicePort === "none" ? [] : [{ name: portName, port: servicePort, targetPort: portName }],
          ),
        },
      },
      childOpts,
    );
    this.registerOutputs({});
  }
}
