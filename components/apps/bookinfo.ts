import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import { bookinfoImages } from "../../versions";
import type { Platform } from "../platforms";
import type { AppNamespace } from "./appNamespace";
import { countArrivals } from "./arrivals";
import { bookinfoServices } from "./bookinfoServices";
import { Microservice } from "./microservice";

export interface BookinfoArgs {
  namespace: AppNamespace;
  platform: Platform;
  /** Images in place of the pinned ones. */
  images?: Partial<Record<keyof typeof bookinfoImages, string>>;
}

/** Bookinfo, Istio's own demo: productpage, details, ratings, and reviews in three versions. */
export class Bookinfo extends ComponentResource {
  constructor(name: string, { namespace, platform, images = {} }: BookinfoArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:Bookinfo", name, {}, opts);
    const imageOf = { ...bookinfoImages, ...images };
    for (const [service, versions] of Object.entries(bookinfoServices)) {
      new Microservice(
        `${name}-${service}`,
        {
          service,
          namespace,
          versions: Object.fromEntries(
            Object.entries(versions).map(([version, { image, container }]) => [
              version,
              { containers: { [service]: { ...container, image: imageOf[image] } } },
            ]),
          ),
          assignsUserIds: platform.assignsUserIds,
          podAnnotations: countArrivals,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
