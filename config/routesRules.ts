import type { Rule } from "./rule";

/** Only OpenShift has Routes. */
const onlyOpenshift: Rule = {
  reads: ["platform", "routes"],
  findings: ({ platform, routes }) =>
    routes && platform !== "openshift"
      ? [
          {
            path: ["routes"],
            found: routes,
            allowed: `nothing while platform is ${platform}`,
            todo: "platform: openshift makes it count",
          },
        ]
      : [],
};

/** Kinds whose gateway pods listen on 8080; those of Istio's own charts listen on the numbers of the Service. */
const unprivileged = ["maistra", "sail"];

/** A Route by number means a port of the gateway's pods. */
const portOfPods: Rule = {
  reads: ["platform", "routes.targetPort", "mesh.kind"],
  findings: ({ platform, routes, mesh: { kind } }) =>
    routes?.targetPort === 8080 && platform === "openshift" && !unprivileged.includes(kind)
      ? [
          {
            path: ["routes", "targetPort"],
            found: 8080,
            allowed: `http2 while mesh.kind is ${kind}`,
            todo: "its gateway's pods do not listen on 8080",
          },
        ]
      : [],
};

/** What only shows between `routes` and other keys. */
export const routesRules: Rule[] = [onlyOpenshift, portOfPods];
