import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { SockShopSettings } from "../../config";
import { sockShopImages } from "../../versions";
import type { Platform } from "../platforms";
import type { AppNamespace } from "./appNamespace";
import { countArrivals } from "./arrivals";
import type { MicroserviceArgs } from "./microservice";
import { Microservice } from "./microservice";
import { faultyCarts, frontEnd, sockShopServices } from "./sockShopServices";

export interface SockShopArgs {
  namespace: AppNamespace;
  platform: Platform;
  /** Images in place of the pinned ones, by container; that of the second front-end is "front-end-v2". */
  images?: SockShopSettings["images"];
  /** A version v2 of front-end beside v1. Default: none. */
  frontEndV2?: boolean;
  /** A version "faulty" of carts beside v1: it hangs, or fails as the URL asks for. Default: none. */
  faultyCarts?: boolean;
}

/** Sock Shop, the microservices demo: 14 services and their Deployments, reached through the ingress gateway only. */
export class SockShop extends ComponentResource {
  constructor(name: string, args: SockShopArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:SockShop", name, {}, opts);
    const { namespace, platform, images = {} } = args;
    const imageOf = { ...sockShopImages, ...images };
    const v2 = { containers: { "front-end": { ...frontEnd, image: imageOf["front-end-v2"] } } };
    const faulty = { containers: { fortio: faultyCarts } };
    const furtherVersions: Record<string, MicroserviceArgs["versions"]> = {
      "front-end": args.frontEndV2 ? { v2 } : {},
      carts: args.faultyCarts ? { faulty } : {},
    };
    for (const [service, containers] of Object.entries(sockShopServices)) {
      const v1 = {
        containers: Object.fromEntries(
          Object.entries(containers).map(([container, spec]) => [
            container,
            { ...spec, image: imageOf[container as keyof typeof sockShopImages] },
          ]),
        ),
      };
      new Microservice(
        `${name}-${service}`,
        {
          service,
          namespace,
          versions: { v1, ...furtherVersions[service] },
          assignsUserIds: platform.assignsUserIds,
          podAnnotations: countArrivals,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
