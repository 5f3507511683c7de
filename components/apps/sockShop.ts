import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { SockShopSettings } from "../../config";
import { sockShopImages } from "../../versions";
import type { Platform } from "../platforms";
import type { AppNamespace } from "./appNamespace";
import { Microservice } from "./microservice";
import { sockShopServices } from "./sockShopServices";

export interface SockShopArgs {
  namespace: AppNamespace;
  platform: Platform;
  /** Images in place of the pinned ones, by container. */
  images?: SockShopSettings["images"];
}

/** Sock Shop, the microservices demo: 14 Deployments and their Services, reached through the ingress gateway only. */
export class SockShop extends ComponentResource {
  constructor(name: string, { namespace, platform, images = {} }: SockShopArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:SockShop", name, {}, opts);
    const imageOf = { ...sockShopImages, ...images };
    for (const [service, containers] of Object.entries(sockShopServices)) {
      new Microservice(
        `${name}-${service}`,
        {
          service,
          namespace,
          assignsUserIds: platform.assignsUserIds,
          containers: Object.fromEntries(
            Object.entries(containers).map(([container, spec]) => [
              container,
              { ...spec, image: imageOf[container as keyof typeof sockShopImages] },
            ]),
          ),
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
