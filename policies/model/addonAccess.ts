import { asksForLogin } from "./addonLogins";
import type { Addon } from "./addons";
import { addonAt, hasLoginProxy, targetAt } from "./addons";
import type { Exposure } from "./exposure";
import { isGuarded } from "./guards";
import type { Mesh } from "../mesh";

/** The addon that callers from outside reach; undefined: something else. */
export function addonBehind({ addon, namespace, name }: Exposure, mesh: Mesh): Addon | undefined {
  return addon ?? addonAt(mesh, namespace, name);
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
