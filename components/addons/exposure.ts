import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { AddonName, AddonSettings, ExposureSettings } from "../../config";
import { VirtualService } from "../istio";
import type { VirtualServiceHttp } from "../istio";
import type { MeshIngress } from "../mesh/mesh";
import { IngressHosts } from "../traffic/ingress";
import { serviceHost } from "../traffic/serviceHost";
import type { Surroundings } from "./addon";
import { callers } from "./callers";
import { addonPorts } from "./services";

export interface PageArgs extends Surroundings {
  addon: AddonName;
  settings: AddonSettings;
  /** Paths that nobody reaches from outside. Default: none. */
  closed?: readonly string[];
}

/** Opens an addon to the outside, where its settings say so. */
export function expose(name: string, page: PageArgs, opts: ComponentResourceOptions): void {
  const { settings, mesh } = page;
  if (settings.expose && mesh.ingress) {
    new Exposure(name, { ...page, ingress: mesh.ingress, exposure: settings.expose }, opts);
  }
}

interface ExposureArgs extends PageArgs {
  ingress: MeshIngress;
  exposure: ExposureSettings;
}

/**
 * An addon at a host of the ingress gateway, with TLS only, for callers that the gateway or the addon itself knows. Who may come
 * in is settled before there is a way in, and the way in is closed before that is taken away.
 */
class Exposure extends ComponentResource {
  constructor(name: string, args: ExposureArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:addons:Exposure", name, {}, opts);
    const { addon, exposure, ingress, mesh, platform } = args;
    const { host, tls, authentication } = exposure;
    const { namespace, networking, ready } = mesh;
    const guards = callers(name, { addon, host, authentication, ingress }, { parent: this, dependsOn: ready });
    const after: Resource[] = [...ready, ...guards];
    const clientCertificates = tls.clientCertificates || authentication.clientCertificates === true;
    const hosts = new IngressHosts(
      `${name}-hosts`,
      {
        gateway: `${addon}-gateway`,
        namespace,
        hosts: [host],
        // Plain HTTP is only ever sent to HTTPS.
        tls: { ...tls, redirectHttp: true, clientCertificates },
        ingress,
        platform,
        networking,
        after,
      },
      { parent: this },
    );
    new VirtualService(
      `${name}-route`,
      {
        apiVersion: networking,
        metadata: { name: addon, namespace },
        spec: { hosts: [host], gateways: [hosts.reference], http: routes(args) },
      },
      { parent: this, dependsOn: [...after, hosts] },
    );
    this.registerOutputs({});
  }
}

function routes({ addon, closed = [], mesh }: PageArgs): VirtualServiceHttp[] {
  const destination = { host: serviceHost(addon, mesh.namespace), port: { number: addonPorts[addon] } };
  const shut = closed.map((prefix) => ({ match: [{ uri: { prefix } }], directResponse: { status: 403 } }));
  // Istio has no timeout of its own, and a page that hangs would hang its viewer.
  return [...shut, { route: [{ destination }], timeout: "60s" }];
}
