import { z } from "zod";
import { istioKinds, istioResources } from "../../istioKinds";
import { kubectlAsync } from "../istiod";

const object = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    namespace: z.string().default(""),
    resourceVersion: z.string().optional(),
    labels: z.record(z.string(), z.string()).nullish(),
  }),
});

/** An object as the API server and istiod's store both show it, without its content. */
export type StoredObject = z.infer<typeof object>;

/** Istio's objects that the API server holds now. */
export async function objectsOfApi(): Promise<StoredObject[]> {
  const list: unknown = JSON.parse(
    await kubectlAsync(["get", istioResources.join(), "--all-namespaces", "-o", "json"]),
  );
  return z.object({ items: z.array(object) }).parse(list).items;
}

/** Istio's objects in what `/debug/configz` says: without those of other groups, and those that istiod made itself. */
export function objectsOfStore(configz: unknown): StoredObject[] {
  const stored = z.array(object).parse(configz);
  return stored.filter((one) => kindIsCompared(one) && one.metadata.resourceVersion);
}

/** A TrafficExtension is no object of every release, and a Kubernetes Gateway none of Istio's. */
const kindIsCompared = ({ apiVersion, kind }: StoredObject) =>
  groupOf(apiVersion) in istioKinds && kind !== "TrafficExtension";

const groupOf = (apiVersion: string) => apiVersion.replace(/\/.*/, "");

/** What an istiod reads of the API server: objects of its revision, in namespaces that it watches. */
export interface Interest {
  revision: string;
  /** Undefined: all. */
  namespaces?: ReadonlySet<string>;
}

/** The objects that a store does not hold as the API server does, by kind, namespace and name. */
export function differences(store: StoredObject[], api: StoredObject[], { revision, namespaces }: Interest): string[] {
  const concerned = api.filter(
    ({ metadata }) =>
      (metadata.labels?.["istio.io/rev"] ?? revision) === revision && (namespaces?.has(metadata.namespace) ?? true),
  );
  const held = new Map(store.map((one) => [nameOf(one), one.metadata.resourceVersion]));
  const wanted = new Map(concerned.map((one) => [nameOf(one), one.metadata.resourceVersion]));
  return [...new Set([...held.keys(), ...wanted.keys()])].filter((name) => held.get(name) !== wanted.get(name));
}

const nameOf = ({ kind, metadata }: StoredObject) => `${kind} ${metadata.namespace}/${metadata.name}`;
