/** Kubernetes objects, as far as the checks read them. */
export interface Metadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
  ownerReferences?: { kind: string; name: string; controller?: boolean }[];
}

export interface Condition {
  type: string;
  status: string;
  message?: string;
}

export interface Container {
  name: string;
  env?: { name: string; value?: string }[];
}

export interface Pod {
  metadata: Metadata;
  spec: { hostNetwork?: boolean; containers: Container[]; initContainers?: Container[] };
  status: {
    phase: string;
    conditions?: Condition[];
    containerStatuses?: { name: string; state?: { waiting?: { reason?: string } } }[];
  };
}

export interface Deployment {
  metadata: Metadata;
  spec: { replicas?: number; template: { metadata: { labels?: Record<string, string> } } };
  status?: { readyReplicas?: number };
}

export interface Service {
  metadata: Metadata;
  spec: { type?: string };
  status?: { loadBalancer?: { ingress?: object[] } };
}

export interface EndpointSlice {
  metadata: Metadata;
  endpoints?: { addresses: string[]; conditions?: { ready?: boolean }; targetRef?: { name: string } }[] | null;
}

export interface LabelSelector {
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface WebhookConfiguration {
  metadata: Metadata;
  webhooks?: {
    name: string;
    failurePolicy?: string;
    clientConfig: { caBundle?: string; url?: string; service?: { namespace: string; name: string } };
    namespaceSelector?: LabelSelector;
    objectSelector?: LabelSelector;
  }[];
}

/** "shop/carts", or the name alone of what has no namespace. */
export const fullName = ({ namespace, name }: Metadata): string => (namespace ? `${namespace}/${name}` : name);

/** Whether the labels have all that a selector asks for. */
export const selects = (selector: Record<string, string>, labels: Record<string, string> = {}): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
