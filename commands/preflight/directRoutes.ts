import type { Settings } from "../../config";
import { residents } from "../../config/residents";
import type { Cluster } from "./cluster";
import { gatewayNamespace } from "../gatewayNamespace";
import type { Check } from "./problem";
import { ownObjects } from "./problem";
import { route } from "./servedApis";

/** A Route on the cluster, as far as it is read here. */
export interface Route {
  metadata: { namespace: string; name: string; ownerReferences?: { kind: string; name: string }[] };
  spec: { host?: string; path?: string; to?: { name?: string } };
}

/** The type of a Route in a stack's state. */
export const routeType = `kubernetes:${route}:Route`;

/**
 * Routes that hold a host of the stack already. The router admits the oldest one, and refuses ours with HostAlreadyClaimed:
 * callers would go on past the gateway, or by a Maistra member's NetworkPolicies nowhere. One of another namespace holds
 * the host with all its paths, one beside ours only its own path
 * (https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/networking/configuring-routes).
 */
export const directRoutes: Check = ({ settings, cluster, apis, state }) => {
  if (settings.platform !== "openshift" || !apis.has(route)) return [];
  const own = ownObjects(state, routeType);
  return claims(settings, cluster)
    .filter(({ metadata }) => !own.has(`${metadata.namespace}/${metadata.name}`))
    .filter((claim) => !isReplaced(claim, settings))
    .map((claim) => {
      const { metadata, spec } = claim;
      return {
        object: `Route ${metadata.namespace}/${metadata.name}`,
        found: `it holds the host ${spec.host ?? ""} and leads to ${spec.to?.name ?? "another Service"}, so that the router would refuse this stack's`,
        todo: todo(claim, settings),
      };
    });
};

/** Those that lead past the gateway and go as soon as the rest of the stack is up. */
export function replacedRoutes(settings: Settings, cluster: Pick<Cluster, "list">): Route[] {
  return settings.platform === "openshift" && settings.routes?.replaceDirect
    ? claims(settings, cluster).filter((claim) => isReplaced(claim, settings))
    : [];
}

function claims(settings: Settings, cluster: Pick<Cluster, "list">): Route[] {
  const hosts = new Set(residents(settings).flatMap(({ host }) => host ?? []));
  if (hosts.size === 0) return [];
  const home = gatewayNamespace(settings.mesh);
  return routesOf([home, ...settings.namespaces.map(({ name }) => name)], cluster).filter(({ metadata, spec }) => {
    const beside = metadata.namespace === home && !["", "/"].includes(spec.path ?? "");
    return hosts.has(spec.host ?? "") && !beside;
  });
}

/** All of the cluster; for the administrator of some projects, who may not list them, those in the stack's own namespaces. */
function routesOf(namespaces: string[], cluster: Pick<Cluster, "list">): Route[] {
  const kind = "routes.route.openshift.io";
  try {
    return cluster.list<Route>(kind);
  } catch (error) {
    if (!(error as Error).message.includes("Forbidden")) throw error;
    return namespaces.flatMap((namespace) => cluster.list<Route>(kind, namespace));
  }
}

/** Only in the stack's namespaces, and none that something else would make again. */
function isReplaced({ metadata }: Route, { routes, namespaces }: Settings): boolean {
  return (
    routes?.replaceDirect === true &&
    namespaces.some(({ name }) => name === metadata.namespace) &&
    !metadata.ownerReferences?.length
  );
}

function todo({ metadata }: Route, { namespaces }: Settings): string {
  const { namespace, name, ownerReferences: [owner] = [] } = metadata;
  if (owner) return `delete ${owner.kind} ${namespace}/${owner.name}, which makes it`;
  return namespaces.some((one) => one.name === namespace)
    ? "set istio-mesh:routes.replaceDirect: true, and `make up` deletes it once the rest of the stack is up"
    : `choose another host, or \`kubectl delete routes.route.openshift.io -n ${namespace} ${name}\` if it is yours`;
}
