import { asksForLogin } from "./addonLogins";
import type { Addon } from "./addons";
import { addonAt, hasLoginProxy, targetAt } from "./addons";
import type { Exposure } from "./exposure";
import { exposuresBy } from "./exposures";
import { isGuarded } from "./guards";
import type { MeshObject } from "./object";
import type { Mesh } from "../mesh";

/** The ways that an object opens to addons, each with its addon. */
export function* addonsOpenedBy(object: MeshObject, mesh: Mesh): Iterable<[Exposure, Addon]> {
  for (const exposure of exposuresBy(object, mesh)) {
    const addon = exposure.addon ?? addonAt(mesh, exposure.namespace, exposure.name);
    if (addon) yield [exposure, addon];
  }
}

/** Whether the addon asks callers who they are, or something before its pods does. */
export function asksWho({ namespace, name, hosts }: Exposure, addon: Addon, mesh: Mesh): boolean {
  if (asksForLogin(mesh, addon)) return true;
  const target = targetAt(mesh, namespace, name);
  const { labels, partial } = target;
  return (
    hasLoginProxy(target) ||
    isGuarded(mesh, { namespace, home: namespace, labels, partial, names: [name], hosts: hosts() })
  );
}

/** `Kiali` */
export function titleOf(addon: Addon): string {
  return addon.charAt(0).toUpperCase() + addon.slice(1);
}
