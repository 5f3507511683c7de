import { randomUUID } from "node:crypto";
import type { ApiObject } from "../../../../cluster/openshift/api";
import { steps } from "../../../../cluster/openshift/olm/steps";
import type { InstallPlan, Subscription, View, Write } from "../../../../cluster/openshift/olm/view";

export const namespace = "openshift-operators";

/** A Subscription of Red Hat's catalog. */
export const subscription = (name: string, spec: Partial<Subscription["spec"]> = {}): Subscription => ({
  apiVersion: "operators.coreos.com/v1alpha1",
  kind: "Subscription",
  metadata: { name, namespace, uid: randomUUID() },
  spec: { name, channel: "stable", source: "redhat-operators", sourceNamespace: "openshift-marketplace", ...spec },
});

const kinds = {
  subscriptions: "Subscription",
  installplans: "InstallPlan",
  clusterserviceversions: "ClusterServiceVersion",
  operators: "Operator",
};
const member = {
  subscriptions: "subscriptions",
  installplans: "plans",
  clusterserviceversions: "csvs",
  operators: "operators",
};

/** A cluster in memory, which takes what the simulation writes as the API server would. */
export class Cluster {
  readonly objects: Record<"subscriptions" | "plans" | "csvs" | "operators", ApiObject[]>;
  /** Every phase that a CSV went through. */
  readonly phases: string[] = [];
  operatorRuns = false;

  constructor(...subscriptions: Subscription[]) {
    this.objects = { subscriptions, plans: [], csvs: [], operators: [] };
  }

  get view(): View {
    return {
      subscriptions: this.objects.subscriptions as Subscription[],
      plans: this.objects.plans as InstallPlan[],
      csvs: this.objects.csvs,
      operators: this.objects.operators,
      catalogSources: [{ metadata: { name: "redhat-operators", namespace: "openshift-marketplace" } }],
    };
  }

  /** Lets the simulation work until it has nothing left to do. */
  settle(): void {
    for (let round = 0; round < 50; round++) {
      const writes = steps(this.view);
      if (writes.length === 0) return;
      writes.forEach((write) => this.take(write));
    }
    throw new Error("The simulation never comes to rest.");
  }

  /** Deletes all Subscriptions, and their InstallPlans as the garbage collector does. */
  unsubscribe(): void {
    this.objects.subscriptions.length = 0;
    this.objects.plans.length = 0;
  }

  find = <T extends ApiObject>(kind: keyof Cluster["objects"], name: string): T => {
    const found = this.objects[kind].find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`There is no ${name} among ${kind}.`);
    return found as T;
  };

  private take(write: Write): void {
    if (write.verb === "run operator") {
      this.operatorRuns = true;
      write.csv.status = { ...write.csv.status, phase: "Succeeded" };
      this.phases.push("Succeeded");
      return;
    }
    const [plural = "", name = ""] = write.path.replace(/.*\/(v1alpha1|v1)\/(namespaces\/[^/]+\/)?/, "").split("/");
    const list = this.objects[member[plural as keyof typeof member] as keyof Cluster["objects"]];
    if (write.verb === "create") {
      list.push({ ...(write.object as ApiObject), kind: kinds[plural as keyof typeof kinds] });
      return;
    }
    const { metadata, status } = write.patch as Partial<ApiObject>;
    const object = list.find((one) => one.metadata.name === name);
    if (!object) return;
    if (plural === "clusterserviceversions") this.phases.push(String(status?.phase));
    object.status = { ...object.status, ...status };
    object.metadata.labels = { ...object.metadata.labels, ...metadata?.labels };
  }
}
