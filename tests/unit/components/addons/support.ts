import { installAddons } from "../../../../components/addons";
import { installMesh } from "../../../../components/mesh";
import type { Mesh } from "../../../../components/mesh/mesh";
import { platforms } from "../../../../components/platforms";
import type { RawSettings, Settings } from "../../../../config";
import { parseSettings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import type { Registered } from "../../support/recorder";
import { named, record } from "../../support/recorder";

/** Installs addons beside some mesh that is of the stack's kind. */
export async function install(addons: RawSettings, stack: RawSettings = {}): Promise<Registered[]> {
  const settings: Settings = parseSettings({ ...stack, addons });
  const platform = platforms[settings.platform];
  let ofKind!: Mesh;
  await record(() => (ofKind = installMesh({ settings, platform }, {})));
  const { istioRef, ownAddons } = ofKind;
  return record(() => installAddons({ settings, mesh: { ...someMesh(), istioRef, ownAddons }, platform }, {}));
}

/** A Release as these tests read it. */
export interface Release {
  name: string;
  namespace: string;
  chart: string;
  version?: string;
  repositoryOpts?: { repo: string };
  values: Record<string, never>;
  timeout: number;
  replace: boolean;
  skipCrds: boolean;
}

/** The Release of an addon. */
export const releaseOf = (resources: readonly Registered[], addon: string): Release =>
  named(resources, `${addon}-release`).inputs as unknown as Release;

/** A value of its chart by its path; undefined where a part is missing. */
export function valueOf(resources: readonly Registered[], addon: string, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    releaseOf(resources, addon).values,
  );
}

/** `expose` of an addon. */
export const at = (host: string, authentication: object, tls: object = {}) => ({
  expose: { host, tls: { secret: "certificate", ...tls }, authentication },
});

/** All four, and what is listed of each. */
export const all = { prometheus: {}, grafana: {}, jaeger: {}, kiali: {} };
