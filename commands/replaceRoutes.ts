import { settingsOfStackFile } from "../config/stackFile";
import { stack } from "./environment";
import { kubectl } from "./kubectl";
import { stackCluster } from "./preflight/cluster";
import { replacedRoutes } from "./preflight/directRoutes";

/**
 * Deletes the Routes that lead past the gateway, where `routes.replaceDirect` says so. Last of all: until then callers
 * are served by the old way, and from then on the router admits the stack's own Route, which waits for that.
 */
export function replaceRoutes(say: (line: string) => void): void {
  for (const { metadata, spec } of replacedRoutes(settingsOfStackFile(stack), stackCluster)) {
    const { namespace, name } = metadata;
    kubectl("delete", "routes.route.openshift.io", "-n", namespace, name, "--ignore-not-found");
    say(`Deleted Route ${namespace}/${name}: calls to ${spec.host ?? ""} go through the ingress gateway from now on.`);
  }
}
