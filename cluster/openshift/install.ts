import { kubectl } from "../processes";
import type { Manifest } from "./files";
import { operatorCrds, operatorRights } from "./operator";

/** Applies objects as the cluster's administrator. */
export function apply(objects: readonly object[]): void {
  const list = { apiVersion: "v1", kind: "List", items: objects };
  kubectl(["apply", "--server-side", "--force-conflicts", "--validate=false", "-f", "-"], JSON.stringify(list, known));
}

/** Rules in CRDs' schemas came with Kubernetes 1.25; this release refuses the field. */
const known = (field: string, value: unknown) => (field === "x-kubernetes-validations" ? undefined : value);

/** Applies CRDs and waits until their kinds are served. */
export function applyCrds(crds: readonly Manifest[]): void {
  // Some files come with an empty status, which `wait` stumbles over.
  apply(crds.map((crd) => ({ ...crd, status: undefined })));
  const names = crds.map(({ metadata: { name } }) => `customresourcedefinition/${name}`);
  kubectl(["wait", "--for=condition=Established", "--timeout=60s", ...names]);
}

/** What an InstallPlan does for the Maistra operator: its kinds and its rights. They stay when the operator goes, the kinds as on OLM. */
export function installOperator(): void {
  applyCrds(operatorCrds());
  apply(operatorRights());
}
