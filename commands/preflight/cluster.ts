import { kubectl, kubectlWith } from "../kubectl";
import type { Right } from "./rights";

/** What the preflight asks the stack's cluster. */
export interface Cluster {
  /** "v1.21.14". */
  kubernetes: () => string;
  /** The APIs that are served, by group and version: "route.openshift.io/v1". */
  apis: () => Set<string>;
  /** All objects of a kind, in one namespace or in all; not those with the label `without`. */
  list: <T>(kind: string, namespace?: string, without?: string) => T[];
  /** Which of these the account may do, in their order. */
  allowed: (rights: readonly Right[]) => boolean[];
}

interface Groups {
  groups: { versions: { groupVersion: string }[] }[];
}

/** The cluster that the stack's file or KUBECONFIG names, else this checkout's local one. */
export const stackCluster: Cluster = {
  kubernetes: () => (JSON.parse(kubectl("get", "--raw", "/version")) as { gitVersion: string }).gitVersion,
  apis() {
    // Not by custom resource definitions: Routes are served by OpenShift's own API server.
    const { groups } = JSON.parse(kubectl("get", "--raw", "/apis")) as Groups;
    return new Set(groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion)));
  },
  list: <T>(kind: string, namespace?: string, without?: string) => {
    const where = namespace === undefined ? ["-A"] : ["-n", namespace];
    const which = without === undefined ? [] : ["-l", `!${without}`];
    return (JSON.parse(kubectl("get", kind, ...where, ...which, "-o", "json")) as { items: T[] }).items;
  },
  allowed(rights) {
    // The API server answers such a review and keeps nothing of it. One call for all: each would cost a tenth of a second.
    const items = rights.map((resourceAttributes) => ({
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes },
    }));
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    const answers = kubectlWith(list, "create", "-f", "-", "-o", `jsonpath={.status.allowed}{"\\n"}`);
    return answers
      .trim()
      .split("\n")
      .map((answer) => answer === "true");
  },
};
