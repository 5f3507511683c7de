import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { AddonName, AddonsSettings, KialiSettings } from "../../config";
import type { Surroundings } from "./addon";
import { addonRelease } from "./addonRelease";
import { linkedDashboards } from "./dashboards";
import { expose } from "./exposure";
import { outsideMesh } from "./pods";
import { addonPorts, addonUrl } from "./services";

export interface KialiArgs extends Surroundings {
  settings: KialiSettings;
  /** The addons that it is told about. */
  addons: AddonsSettings;
  /** What must be there before its pods can start. */
  after?: Resource[];
}

/** Kiali: the mesh as a graph, with the health and the configuration of what is in it. */
export class Kiali extends ComponentResource {
  constructor(name: string, args: KialiArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:addons:Kiali", name, {}, opts);
    const { settings, addons, mesh, platform, after = [] } = args;
    const { namespace } = mesh;
    const values = kialiValues(settings, addons, namespace);
    const release = { addon: "kiali", settings, namespace, values } as const;
    addonRelease(`${name}-release`, release, { parent: this, dependsOn: [...mesh.ready, ...after] });
    expose(`${name}-exposure`, { addon: "kiali", settings, mesh, platform }, { parent: this });
    this.registerOutputs({});
  }
}

/** Values of the chart kiali-server (kiali/helm-charts). It names no user ID, and hardens its container itself. */
export function kialiValues(
  { authentication, expose: exposed }: KialiSettings,
  addons: AddonsSettings,
  namespace: string,
): Record<string, unknown> {
  const address = exposed ? { web_fqdn: exposed.host, web_schema: "https" } : {};
  return {
    auth: { strategy: authentication },
    deployment: {
      pod_labels: outsideMesh,
      image_pull_policy: "IfNotPresent",
      // Istio's objects are this stack's: what somebody changed in Kiali, the next update would take back. And its account,
      // which every visitor's look goes through, then has no right to write.
      view_only_mode: true,
      // On OpenShift the chart would make a Route past the gateway.
      ingress: { enabled: false },
    },
    // On OpenShift the chart would have it speak TLS, which the gateway and `make dashboards` do not expect.
    identity: { cert_file: "", private_key_file: "" },
    server: { port: addonPorts.kiali, web_root: "/kiali", ...address },
    external_services: {
      istio: { root_namespace: namespace },
      prometheus: { url: addonUrl("prometheus", namespace) },
      grafana: grafana(addons, namespace),
      tracing: tracing(addons, namespace),
    },
  };
}

/** Where its links lead: to the host that the addon is exposed at, else to where `make dashboards` opens it. */
const seenAt = (addon: AddonName, expose?: { host: string }) =>
  expose ? `https://${expose.host}` : `http://127.0.0.1:${addonPorts[addon]}`;

/**
 * Without an address for people and a list of dashboards Kiali shows no link (kiali/kiali: grafana/grafana.go). It looks each up by
 * Grafana's API, which asks for a login; the chart mounts what `secret:NAME:KEY` names.
 */
function grafana({ grafana }: AddonsSettings, namespace: string): object {
  if (!grafana?.enabled) return { enabled: false };
  const secret = grafana.adminSecret ?? "grafana";
  return {
    enabled: true,
    internal_url: addonUrl("grafana", namespace),
    external_url: seenAt("grafana", grafana.expose),
    dashboards: linkedDashboards,
    auth: { type: "basic", username: `secret:${secret}:admin-user`, password: `secret:${secret}:admin-password` },
  };
}

function tracing({ jaeger }: AddonsSettings, namespace: string): object {
  if (!jaeger?.enabled) return { enabled: false };
  return {
    enabled: true,
    provider: "jaeger",
    internal_url: addonUrl("jaeger", namespace),
    use_grpc: false,
    external_url: seenAt("jaeger", jaeger.expose),
  };
}
