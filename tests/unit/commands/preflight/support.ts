import type { Cluster } from "../../../../commands/preflight/cluster";
import type { Given } from "../../../../commands/preflight/problem";
import type { Right } from "../../../../commands/preflight/rights";
import type { State, StateResource } from "../../../../commands/state";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";

/** A cluster that a stack on OpenShift finds: all APIs, all rights, and nothing on it unless given. */
export interface FakeCluster {
  kubernetes?: string;
  apis?: string[];
  objects?: Record<string, object[]>;
  /** Rights that the account lacks. */
  denied?: (right: Right) => boolean;
}

export const allApis = ["operators.coreos.com/v1alpha1", "route.openshift.io/v1", "apps/v1"];

export function cluster({ kubernetes = "v1.30.1", apis = allApis, objects = {}, denied }: FakeCluster = {}): Cluster {
  return {
    kubernetes: () => kubernetes,
    apis: () => new Set(apis),
    list: <T>(kind: string, namespace?: string, without?: string) => {
      const all = (objects[kind] ?? []) as { metadata: { namespace?: string; labels?: object } }[];
      return all
        .filter(({ metadata }) => [undefined, metadata.namespace].includes(namespace))
        .filter(({ metadata: { labels = {} } }) => without === undefined || !(without in labels)) as T[];
    },
    allowed: (rights) => rights.map((right) => !denied?.(right)),
  };
}

/** What a check is given. */
export function given(
  settings: RawSettings,
  fake: FakeCluster = {},
  state: State = {},
  { removes = false, refreshes = false } = {},
): Given {
  const asked = cluster(fake);
  return { settings: parseSettings(settings), cluster: asked, apis: asked.apis(), state, removes, refreshes };
}

/** An object in a stack's state. */
export const made = (type: string, namespace: string, name: string): StateResource => ({
  custom: true,
  type,
  urn: `urn:pulumi:test::istio-mesh::${type}::${name}`,
  inputs: { metadata: { namespace, name } },
});
