import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import { fortioImage } from "../../versions";
import type { Platform } from "../platforms";
import type { AppNamespace } from "./appNamespace";
import { echoOnly, fortioServer } from "./fortio";
import { Microservice } from "./microservice";

export interface OutsiderArgs {
  /** One without injection. */
  namespace: AppNamespace;
  platform: Platform;
  /** In place of the pinned image. */
  image?: string;
}

/**
 * A partner outside of the mesh: a server that answers 200 on port 80, and in its pod a client without a sidecar. Its
 * Service is exported to no namespace, so that the mesh knows it no better than a server on the internet.
 */
export class Outsider extends ComponentResource {
  constructor(name: string, args: OutsiderArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:Outsider", name, {}, opts);
    const { namespace, platform, image = fortioImage } = args;
    new Microservice(
      name,
      {
        service: "partner",
        namespace,
        versions: { v1: { containers: { fortio: fortioServer({ image, port: 80, args: echoOnly }) } } },
        assignsUserIds: platform.assignsUserIds,
        serviceAnnotations: { "networking.istio.io/exportTo": "~" },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
