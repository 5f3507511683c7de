import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import { fortioImage } from "../../versions";
import type { Platform } from "../platforms";
import type { AppNamespace } from "./appNamespace";
import { fortioServer } from "./fortio";
import { Microservice } from "./microservice";

export interface LoadGeneratorArgs {
  namespace: AppNamespace;
  platform: Platform;
  /** In place of the pinned image. */
  image?: string;
}

/** Where fortio keeps results: the working directory of its image. */
const dataFolder = "/var/lib/fortio";

/** A fortio that drives load from inside the mesh: `kubectl exec deploy/fortio -c fortio -- /usr/bin/fortio load …`. */
export class LoadGenerator extends ComponentResource {
  constructor(name: string, args: LoadGeneratorArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:LoadGenerator", name, {}, opts);
    const { namespace, platform, image = fortioImage } = args;
    const fortio = fortioServer({
      image,
      port: 8080,
      args: ["-data-dir", dataFolder],
      writable: [dataFolder],
      resources: { cpu: "50m", memory: "64Mi", memoryLimit: "512Mi" },
    });
    new Microservice(
      name,
      {
        service: "fortio",
        namespace,
        versions: { v1: { containers: { fortio } } },
        assignsUserIds: platform.assignsUserIds,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
