import * as k8s from "@pulumi/kubernetes";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import { goneAtOnce } from "../../deletion";
import type { MeshIngress } from "../mesh";
import { deploymentSpec, httpsPort, serviceSpec } from "./gatewaySpecs";

export interface InjectedGatewayArgs {
  /** Name of its Service, Deployment and ServiceAccount. */
  service: string;
  /** A namespace of its own: see the Role. */
  namespace: string;
  serviceType: "ClusterIP" | "LoadBalancer" | "NodePort";
  /** Port of the Service for plain HTTP. */
  httpPort: number;
  /** How many pods. */
  replicas: number;
  /** What makes the injector of the wanted revision take its pods. */
  podLabels: Record<string, string>;
  /** The namespace and the injector, which gives the pods their image. */
  after: Resource[];
}

/**
 * An ingress gateway by injection: a Deployment whose only container becomes an Envoy as its pods are created
 * (https://istio.io/latest/docs/setup/additional-setup/gateway/#deploying-a-gateway; sail-operator:
 * chart/samples/ingress-gateway.yaml). It asks for no more than the constraint restricted-v2 allows.
 */
export class InjectedGateway extends ComponentResource {
  readonly ingress: MeshIngress;

  constructor(name: string, args: InjectedGatewayArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:mesh:InjectedGateway", name, {}, opts);
    const { service, namespace, httpPort, after } = args;
    const selector = { istio: service.replace(/^istio-/, "") };
    const labels = { app: service, ...selector };
    const metadata = { name: service, namespace, labels, annotations: goneAtOnce };
    const childOpts = { parent: this, dependsOn: after };

    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata, automountServiceAccountToken: false },
      childOpts,
    );
    const secrets = { ...metadata, name: `${service}-sds` };
    // istiod hands out a certificate only to an account that may list the Secrets of its namespace, all of them
    // (istio: pilot/pkg/credentials/kube/secrets.go, Authorize). So nothing else of worth lies in that namespace.
    const role = new k8s.rbac.v1.Role(
      `${name}-role`,
      { metadata: secrets, rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] }] },
      childOpts,
    );
    const binding = new k8s.rbac.v1.RoleBinding(
      `${name}-binding`,
      {
        metadata: secrets,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: secrets.name },
        subjects: [{ kind: "ServiceAccount", name: service, namespace }],
      },
      { ...childOpts, dependsOn: [...after, account, role] },
    );
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      { metadata, spec: deploymentSpec(labels, args) },
      { ...childOpts, dependsOn: [...after, binding] },
    );
    new k8s.core.v1.Service(`${name}-service`, { metadata, spec: serviceSpec(labels, args) }, childOpts);
    this.ingress = { namespace, service, selector, httpPort, httpsPort };
    this.registerOutputs({});
  }
}
