import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { RouteSettings } from "../../config/routes";
import { goneAtOnce } from "../deletion";
import type { IngressService } from "./platform";

type Port = Pick<RouteSettings, "targetPort" | "termination">;

/**
 * The Route by which OpenShift's router takes a host's calls to the ingress gateway. It lies beside the gateway's Service,
 * since a Route reaches no other namespace. Nothing waits for the router to admit it: it may first have to lose the old
 * Route that has the host.
 */
export function hostRoute(
  name: string,
  host: string,
  { namespace, service, tls = false }: IngressService,
  { targetPort, termination }: Port = { targetPort: "http2", termination: "edge" },
  opts: ComponentResourceOptions,
): CustomResource {
  return new CustomResource(
    `${name}-route-${host}`,
    {
      apiVersion: "route.openshift.io/v1",
      kind: "Route",
      // Unique by its host, and never longer than the API server takes.
      metadata: { name: host, namespace, annotations: goneAtOnce },
      spec: {
        host,
        to: { kind: "Service", name: service, weight: 100 },
        port: { targetPort: tls ? "https" : targetPort },
        ...(tls ? { tls: passthrough } : termination === "edge" ? { tls: edge } : {}),
        wildcardPolicy: "None",
      },
    },
    opts,
  );
}

/** The router passes TLS on unread; plain HTTP it sends to the same host under TLS. */
const passthrough = { termination: "passthrough", insecureEdgeTerminationPolicy: "Redirect" };

/** The router ends TLS, by its own certificate. */
const edge = { termination: "edge", insecureEdgeTerminationPolicy: "Redirect" };
