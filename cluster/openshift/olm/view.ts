import type { ApiObject } from "../api";

/** What OLM looks at, all namespaces. */
export interface View {
  subscriptions: readonly Subscription[];
  plans: readonly InstallPlan[];
  csvs: readonly Csv[];
  catalogSources: readonly ApiObject[];
  operators: readonly ApiObject[];
}

export interface Subscription extends ApiObject {
  spec: {
    name: string;
    channel?: string;
    source: string;
    sourceNamespace: string;
    startingCSV?: string;
    installPlanApproval?: "Automatic" | "Manual";
  };
  status?: {
    currentCSV?: string;
    installedCSV?: string;
    state?: string;
    conditions?: { type: string; status: string; message?: string }[];
  };
}

export interface InstallPlan extends ApiObject {
  spec: { approved: boolean; clusterServiceVersionNames: string[] };
  status?: { phase?: string };
}

export interface Csv extends ApiObject {
  status?: { phase?: string; reason?: string; message?: string; lastTransitionTime?: string };
}

/** One call that takes the cluster a step further. */
export type Write =
  | { verb: "create"; path: string; object: object }
  | { verb: "merge"; path: string; patch: object }
  /** Makes the operator run before its CSV may say Succeeded. */
  | { verb: "run operator"; csv: Csv };

export const paths = {
  subscriptions: "/apis/operators.coreos.com/v1alpha1/subscriptions",
  plans: "/apis/operators.coreos.com/v1alpha1/installplans",
  csvs: "/apis/operators.coreos.com/v1alpha1/clusterserviceversions",
  catalogSources: "/apis/operators.coreos.com/v1alpha1/catalogsources",
  operators: "/apis/operators.coreos.com/v1/operators",
};

/** Path of an object, or of all of that kind in a namespace. */
export const pathOf = (kind: keyof typeof paths, namespace = "", name?: string): string => {
  const [, , group, version, plural] = paths[kind].split("/");
  const scope = namespace === "" ? "" : `/namespaces/${namespace}`;
  return `/apis/${group}/${version}${scope}/${plural}${name === undefined ? "" : `/${name}`}`;
};

export const namespaceOf = ({ metadata }: ApiObject): string => metadata.namespace ?? "";
