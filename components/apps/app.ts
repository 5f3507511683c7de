import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { Platform } from "../platforms";
import type { AppNamespace } from "./appNamespace";
import type { AppContainer } from "./container";
import { Microservice } from "./microservice";

export interface AppArgs {
  /** Name of its Service, its Deployment and its container. */
  name: string;
  namespace: AppNamespace;
  platform: Platform;
  /** By `version` label, the main one first: see Microservice. */
  versions: Record<string, { image: string; replicas?: number }>;
  /** Port that the container listens on, for HTTP. */
  port: number;
  /** Port of the Service. Default: 80. */
  servicePort?: number;
  env?: Record<string, string>;
  /** In place of the image's entrypoint. */
  command?: string[];
  /** In place of the image's arguments. */
  args?: string[];
  /** Folders it writes to; all else is read-only. */
  writable?: string[];
  /** HTTP path that answers 200 when it can serve. Default: the port takes connections. */
  healthPath?: string;
  /** Default: 10001:10001. */
  user?: AppContainer["user"];
  /** Defaults: 50m, 64Mi, 256Mi. */
  resources?: Partial<AppContainer["resources"]>;
}

/** A person's own app: one container that speaks HTTP, hardened as the samples are, in as many versions as are named. */
export class App extends ComponentResource {
  constructor(name: string, args: AppArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:App", name, {}, opts);
    const { namespace, platform, resources = {} } = args;
    const container: Omit<AppContainer, "image"> = {
      ports: [{ name: "http", number: args.port, servicePort: args.servicePort ?? 80 }],
      env: args.env,
      command: args.command,
      args: args.args,
      writable: args.writable,
      healthPath: args.healthPath,
      user: args.user ?? { id: 10001, group: 10001 },
      resources: {
        cpu: resources.cpu ?? "50m",
        memory: resources.memory ?? "64Mi",
        memoryLimit: resources.memoryLimit ?? "256Mi",
      },
    };
    new Microservice(
      name,
      {
        service: args.name,
        namespace,
        versions: Object.fromEntries(
          Object.entries(args.versions).map(([version, { image, replicas }]) => [
            version,
            { containers: { [args.name]: { ...container, image } }, replicas },
          ]),
        ),
        assignsUserIds: platform.assignsUserIds,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
