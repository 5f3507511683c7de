import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import type { Component, Injection } from "../../config";

/** The Service of an ingress gateway, which a platform may have to publish. */
export interface IngressService {
  namespace: string;
  service: string;
  /** Whether the gateway itself ends the callers' TLS. */
  tls?: boolean;
}

/** How a workload joins the mesh: labels for its namespace, labels and annotations for its pods. */
export interface Membership {
  namespaceLabels: Record<string, string>;
  podLabels: Record<string, string>;
  podAnnotations: Record<string, string>;
}

/** A namespace of the stack, as a platform that asks for rights has to know it. */
export interface Home {
  namespace: string;
  injection: Injection;
  /** The namespace's object where the stack owns it: what lies in it goes with it. */
  owned?: Resource;
}

/** An account whose pods name their user and group themselves. */
export interface Account {
  account: string;
  namespace: string;
}

/** All that differs between kinds of cluster. Nothing else in the program asks which one it is on. */
export interface Platform {
  name: string;
  /** Values that every Istio chart needs here, beneath the user's own. */
  chartValues: Record<string, unknown>;
  /** Whether the mesh needs its CNI plugin here: where pods may not get NET_ADMIN, it redirects traffic in their place. */
  needsCni: boolean;
  /** Namespaces that a chart must be installed into; by default all go into the control plane's. */
  chartNamespaces: Partial<Record<Component, string>>;
  /** Whether the platform gives pods their user and group IDs; then workloads must not ask for one. */
  assignsUserIds: boolean;
  membership: (injection: Injection) => Membership;
  /** Rights that the pods of a namespace need before they may start; nothing where every pod may. */
  admit: (name: string, home: Home, opts: ComponentResourceOptions) => Resource[];
  /** Lets the pods of one account run under the IDs that they name; nothing where every pod may. */
  admitIds: (name: string, account: Account, opts: ComponentResourceOptions) => Resource[];
  /** Publishes hosts that the ingress gateway answers for; nothing where its Service is public by itself. */
  exposeHosts: (
    name: string,
    hosts: readonly string[],
    to: IngressService,
    opts: ComponentResourceOptions,
  ) => Resource[];
}
