/** Inputs of the resources that tests look at, each field typed as the kind that has it gives it. */
export interface Inputs {
  apiVersion: string;
  metadata: Metadata;
  spec: Spec;
  /** ServiceAccount. */
  automountServiceAccountToken: boolean;
  /** Release. */
  name: string;
  namespace: string;
  timeout: number;
  skipAwait?: boolean;
  values: Values;
}

interface Metadata {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

interface Spec {
  /** Deployment: matchLabels; Service and Gateway: the labels themselves. */
  selector: Record<string, unknown>;
  /** Deployment. */
  template: PodTemplate;
  /** Service. */
  type?: string;
  ports: { name: string; port: number }[];
  /** Gateway. */
  servers: { hosts: string[] }[];
  /** DestinationRule. */
  trafficPolicy: { tls: { mode: string } };
  /** Route. */
  host: string;
}

interface PodTemplate {
  metadata: Metadata;
  spec: {
    serviceAccountName: string;
    automountServiceAccountToken: boolean;
    securityContext: { sysctls?: unknown };
    containers: Container[];
    volumes: unknown;
  };
}

export interface Container {
  name: string;
  image: string;
  env: { name: string; value: string }[];
  ports: unknown[];
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: {
    allowPrivilegeEscalation: boolean;
    readOnlyRootFilesystem: boolean;
    runAsNonRoot: boolean;
    runAsUser?: number;
    runAsGroup?: number;
    capabilities: { drop: string[]; add?: string[] };
    seccompProfile: unknown;
  };
  volumeMounts: unknown;
}

interface Probe {
  httpGet?: unknown;
  tcpSocket?: unknown;
}

interface Values {
  global: { platform?: string; istioNamespace?: string };
  cni?: unknown;
  pilot?: unknown;
  service: { type: string; ports: unknown[] };
  autoscaling: unknown;
  meshConfig?: object;
}
