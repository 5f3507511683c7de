import { z } from "zod";
import { type IstiodPod, kubectlAsync } from "../istiod";

const container = z.object({
  name: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
});

const pod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({ containers: z.array(container), initContainers: z.array(container).default([]) }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
});

/** The proxies, as istiod names them, of all ready pods that were given one by these istiods. */
export async function injectedProxies(istiods: IstiodPod[]): Promise<string[]> {
  // The injector puts this label on every pod.
  const labelled = ["get", "pods", "--all-namespaces", "-l", "service.istio.io/canonical-name", "-o", "json"];
  return proxiesAmong(JSON.parse(await kubectlAsync(labelled)), istiods);
}

/** The same of a list of pods. */
export function proxiesAmong(list: unknown, istiods: IstiodPod[]): string[] {
  const { items } = z.object({ items: z.array(pod) }).parse(list);
  return items
    .filter(({ metadata, status }) => !metadata.deletionTimestamp && isReady(status.conditions))
    .filter((one) => istiods.some((istiod) => belongs(one, istiod)))
    .map(({ metadata }) => `${metadata.name}.${metadata.namespace}`);
}

const isReady = (conditions: { type: string; status: string }[]) =>
  conditions.some(({ type, status }) => type === "Ready" && status === "True");

/** By the revision that the injector noted, and by its proxy's CA, which is the istiod's Service unless that is elsewhere. */
function belongs({ metadata, spec }: z.infer<typeof pod>, { revision, namespace }: IstiodPod): boolean {
  const noted = /"revision":"([^"]*)"/.exec(metadata.annotations["sidecar.istio.io/status"] ?? "")?.[1];
  const proxy = [...spec.containers, ...spec.initContainers].find(({ name }) => name === "istio-proxy");
  const authority = proxy?.env.find(({ name }) => name === "CA_ADDR")?.value ?? "";
  const home = /^[^.]+\.([^.]+)\.svc\b/.exec(authority)?.[1];
  return proxy !== undefined && noted === revision && (home ?? namespace) === namespace;
}
