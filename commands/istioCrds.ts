import { kubectl } from "./kubectl";

interface Crd {
  metadata: { name: string; annotations?: Record<string, string> };
}

/**
 * Istio's custom resource definitions on the cluster that our base release made: Helm's ownership annotation tells
 * them from those of another Istio, which are never touched. They stay after `make down` (helm.sh/resource-policy).
 */
export function istioCrds(): string[] {
  const { items } = JSON.parse(kubectl("get", "crd", "-o", "json")) as { items: Crd[] };
  return items
    .filter(({ metadata }) => metadata.annotations?.["meta.helm.sh/release-name"] === "istio-base")
    .map(({ metadata }) => metadata.name);
}
