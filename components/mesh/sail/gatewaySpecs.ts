import type { types } from "@pulumi/kubernetes";
import type { InjectedGatewayArgs } from "./injectedGateway";

/** Ports of the pods, above those that need a privilege; names of the Service's ports, as Routes name them. */
const listening = { http2: 8080, https: 8443, "status-port": 15021 };

/** Port of the Service for HTTPS, as Istio's chart has it. */
export const httpsPort = 443;

/** Pods whose only container is left to the injector, which knows its image. */
export function deploymentSpec(
  labels: Record<string, string>,
  { service, replicas, podLabels }: InjectedGatewayArgs,
): types.input.apps.v1.DeploymentSpec {
  return {
    replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: {
        labels: { ...labels, ...podLabels },
        annotations: { "inject.istio.io/templates": "gateway" },
      },
      spec: {
        serviceAccountName: service,
        automountServiceAccountToken: false,
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "istio-proxy",
            image: "auto",
            ports: Object.entries(listening).map(([port, containerPort]) => ({ name: port, containerPort })),
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ["ALL"] },
              privileged: false,
              readOnlyRootFilesystem: true,
              runAsNonRoot: true,
            },
            // Those of Istio's chart gateway.
            resources: {
              requests: { cpu: "100m", memory: "128Mi" },
              limits: { cpu: "2000m", memory: "1024Mi" },
            },
          },
        ],
      },
    },
  };
}

/** In front of them, with the ports of Istio's chart gateway. */
export function serviceSpec(
  selector: Record<string, string>,
  { serviceType, httpPort }: InjectedGatewayArgs,
): types.input.core.v1.ServiceSpec {
  const port = (name: keyof typeof listening, number: number) => ({
    name,
    port: number,
    protocol: "TCP",
    targetPort: listening[name],
  });
  return {
    type: serviceType,
    selector,
    ports: [port("status-port", 15021), port("http2", httpPort), port("https", httpsPort)],
  };
}
