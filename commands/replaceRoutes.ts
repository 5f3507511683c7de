import { settingsOfStackFile } from "../config/stackFile";
import { make } from "./doctor/steps";
import { stack } from "./environment";
import { kubectl } from "./kubectl";
import { stackCluster } from "./preflight/cluster";
import { replacedRoutes } from "./preflight/directRoutes";

/** Those that lead past the gateway, where `routes.replaceDirect` says that they go. */
const direct = () => replacedRoutes(settingsOfStackFile(stack), stackCluster);

/**
 * Deletes them. Last of all: until then callers are served by the old way, and from then on the router admits the stack's own
 * Route, which waits for that.
 */
export function replaceRoutes(say: (line: string) => void): void {
  for (const { metadata, spec } of direct()) {
    const { namespace, name } = metadata;
    kubectl("delete", "routes.route.openshift.io", "-n", namespace, name, "--ignore-not-found");
    say(`Deleted Route ${namespace}/${name}: calls to ${spec.host ?? ""} go through the ingress gateway from now on.`);
  }
}

/** Says which those are, before anything is changed: Pulumi did not make them, so no diff shows them. */
export function announceRoutes(say: (line: string) => void): void {
  for (const { metadata, spec } of direct()) {
    const route = `Route ${metadata.namespace}/${metadata.name}`;
    say(`\`${make("up")}\` would then delete ${route}, which leads ${spec.host ?? ""} past the ingress gateway.`);
  }
}
