import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Settings } from "../../config";
import type { Platform } from "../platforms";
import { App } from "./app";
import type { AppNamespace } from "./appNamespace";
import { Bookinfo } from "./bookinfo";
import { LoadGenerator } from "./loadGenerator";
import { Outsider } from "./outsider";
import { SockShop } from "./sockShop";

export interface DeployAppsArgs {
  settings: Settings;
  platform: Platform;
  /** A namespace of the stack by its name. */
  home: (namespace: string) => AppNamespace | undefined;
}

/** Deploys what the settings name: the samples, a person's own apps, and what scenarios drive load with. */
export function deployApps({ settings, platform, home }: DeployAppsArgs, opts: ComponentResourceOptions): void {
  const { sockShop, bookinfo, loadGenerator, outsider, apps } = settings;
  // The settings are checked: whoever lives in the stack has its namespace there.
  const at = (name: string) => ({ namespace: home(name)!, platform });
  if (sockShop?.enabled) {
    const { images, frontEndV2, faultyCarts } = sockShop;
    new SockShop("sock-shop", { ...at(sockShop.namespace), images, frontEndV2, faultyCarts }, opts);
  }
  if (bookinfo?.enabled) {
    new Bookinfo("bookinfo", { ...at(bookinfo.namespace), images: bookinfo.images }, opts);
  }
  if (loadGenerator) {
    new LoadGenerator("load-generator", { ...at(loadGenerator.namespace), image: loadGenerator.image }, opts);
  }
  if (outsider) {
    new Outsider("outsider", { ...at(outsider.namespace), image: outsider.image }, opts);
  }
  for (const { image, replicas, versions, ...app } of apps) {
    const all = versions ?? [{ name: "v1", image: image!, replicas }];
    const byName = Object.fromEntries(all.map(({ name, ...version }) => [name, version]));
    // A slash, which no name has: "a-b" in "c" is not "b-c" in "a".
    new App(`${app.namespace}/${app.name}`, { ...app, ...at(app.namespace), versions: byName }, opts);
  }
}
