import { AppNamespace } from "../../../../components/apps/appNamespace";
import type { Platform } from "../../../../components/platforms";
import { platforms } from "../../../../components/platforms";
import type { NamespaceSettings } from "../../../../config";
import type { Container } from "../../support/inputs";
import { someMesh } from "../../support/meshes";
import type { Registered } from "../../support/recorder";
import { named, record } from "../../support/recorder";

export interface Home {
  namespace: AppNamespace;
  platform: Platform;
}

/** Runs a piece of a program that puts something into a namespace, and returns what it registered. */
export const recordIn = (run: (home: Home) => unknown, changes: Partial<NamespaceSettings> = {}) =>
  record(() => {
    const platform = platforms.kubernetes;
    const settings: NamespaceSettings = { name: "apps", injection: "enabled", owned: true, ...changes };
    run({ namespace: new AppNamespace("apps", { settings, platform, mesh: someMesh() }), platform });
  });

/** A container with what only some tests look at. */
export interface AppContainerInputs extends Container {
  command?: string[];
  args?: string[];
}

/** The first container of the Deployment of that name. */
export function containerOf(resources: readonly Registered[], deployment: string): AppContainerInputs {
  return named(resources, deployment, "Deployment").inputs.spec.template.spec.containers[0] as AppContainerInputs;
}

/** How many pods the Deployment of that name asks for. */
export function replicasOf(resources: readonly Registered[], deployment: string): number {
  const { spec } = named(resources, deployment, "Deployment").inputs as { spec: { replicas?: number } };
  return spec.replicas ?? NaN;
}

/** A container's environment as an object. */
export const environment = ({ env }: Container) => Object.fromEntries(env.map(({ name, value }) => [name, value]));
