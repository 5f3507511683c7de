import type { Finding, Rule } from "../rule";
import { operatorPackage, operatorReleases } from "./sail";
import { namespaceRules } from "./sailNamespaces";
import { sailRule } from "./kindRule";

type Path = readonly (string | number)[];

const platform = sailRule(["platform"], (settings) => {
  const allowed = "openshift while mesh.kind is sail";
  const todo = "OpenShift Service Mesh 3 is for OpenShift; mesh.kind: istio installs Istio by its charts anywhere";
  return settings.platform === "openshift" ? [] : [{ path: ["platform"], found: settings.platform, allowed, todo }];
});

const versionKeys = ["sail.version", "sail.cni.version", "sail.allowUnlistedVersion"];
const operatorKeys = ["sail.operator.package", "sail.operator.channel"];

/** The operator refuses a release that it does not know, after it was installed. */
const versions = sailRule(
  [...versionKeys, ...operatorKeys].map((key) => `mesh.${key}`),
  (_, sail) => {
    const { version, cni, operator, allowUnlistedVersion } = sail;
    if (operator.package !== operatorPackage || allowUnlistedVersion) return [];
    const followed = operatorReleases.filter((one) => operator.channel === `stable-${one.operator}`);
    const known = followed.length > 0 ? followed : operatorReleases;
    const allowed = known.map((one) => `${one.istio.join(", ")} (operator ${one.operator})`).join("; ");
    const todo = "mesh.sail.allowUnlistedVersion: true lets a release through that this program does not know yet";
    const check = (path: Path, found: string | undefined): Finding[] =>
      found === undefined || known.some(({ istio }) => istio.some((minor) => isOf(found, minor)))
        ? []
        : [{ path, found, allowed: `a release of Istio ${allowed}`, todo }];
    return [...check(["mesh", "sail", "version"], version), ...check(["mesh", "sail", "cni", "version"], cni.version)];
  },
);

const isOf = (version: string, minor: string) => [".", "-"].some((next) => version.startsWith(`v${minor}${next}`));

/** Without the CNI plugin of this stack, its settings do nothing. */
const foreignCni = sailRule(
  ["install", "version", "values"].map((key) => `mesh.sail.cni.${key}`),
  (_, { cni }) => {
    if (cni.install) return [];
    const allowed = "nothing while mesh.sail.cni.install is false";
    const set = [
      ...(cni.version === undefined ? [] : ["version"]),
      ...(Object.keys(cni.values).length > 0 ? ["values"] : []),
    ];
    return set.map((key) => ({ path: ["mesh", "sail", "cni", key], found: cni[key as "version" | "values"], allowed }));
  },
);

/** Somebody else's policy says it then. */
const foreignPolicy = sailRule(["mesh.mtls", "mesh.sail.peerAuthentication"], ({ mesh }, { peerAuthentication }) => {
  const allowed = "nothing while mesh.sail.peerAuthentication is false";
  // STRICT stands there when nobody says anything.
  return peerAuthentication || mesh.mtls === "STRICT" ? [] : [{ path: ["mesh", "mtls"], found: mesh.mtls, allowed }];
});

/** On OpenShift the router is the way in: a load balancer is a choice of its own there. */
const gatewayService = sailRule(["mesh.gateway.serviceType", "mesh.gateway.httpNodePort"], ({ mesh }) => {
  const { serviceType, httpNodePort } = mesh.gateway;
  // LoadBalancer stands there when nobody says anything.
  const set = { ...(serviceType === "LoadBalancer" ? {} : { serviceType }), ...(httpNodePort ? { httpNodePort } : {}) };
  const allowed = "nothing while mesh.kind is sail";
  const todo = "mesh.sail.gateway.serviceType says how the gateway's Service is reached";
  return Object.entries(set).map(([key, found]) => ({ path: ["mesh", "gateway", key], found, allowed, todo }));
});

/** What only shows between `mesh.sail` and other keys. */
export const sailRules: Rule[] = [platform, versions, foreignCni, foreignPolicy, gatewayService, ...namespaceRules];
