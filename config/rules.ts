import type { z } from "zod";
import { istioMinors, isKnownIstio } from "../versions";
import { addonRules } from "./addonRules";
import { appRules } from "./appRules";
import { chartSourceFindings, chartSourceKeys } from "./chartSourceRule";
import { externalRules } from "./externalRules";
import type { Finding, Rule } from "./rule";
import { namesOf } from "./rule";
import { addonKindRules } from "./mesh/addonKinds";
import { kindRules } from "./mesh/kindRules";
import { legacyIstioRules } from "./mesh/legacyIstioRules";
import { maistraRules } from "./mesh/maistraRules";
import { sailRules } from "./mesh/sailRules";
import { routesRules } from "./routesRules";
import type { Settings } from "./schema";

/** Name of the egress gateway's release and Service, as in Istio's own guides. */
export const egressGatewayName = "istio-egressgateway";

const version: Rule = {
  reads: ["mesh.version", "mesh.allowUnlistedVersion"],
  findings({ mesh }) {
    // Also with charts from a folder, which hold one version of their own: a wrong one here is still a mistake.
    if (mesh.allowUnlistedVersion || isKnownIstio(mesh.version)) {
      return [];
    }
    const known = istioMinors.map(
      ({ minor, highestPatch, kubernetes }) => `${minor}.0–${minor}.${highestPatch} (Kubernetes ${kubernetes})`,
    );
    const todo = "mesh.allowUnlistedVersion: true lets a release through that this program does not know yet";
    return [{ path: ["mesh", "version"], found: mesh.version, allowed: known.join(", "), todo }];
  },
};

const chartSource: Rule = {
  reads: chartSourceKeys("mesh.charts"),
  findings: ({ mesh: { charts } }) => chartSourceFindings("mesh.charts", charts, "a folder with Istio's charts"),
};

const gatewayNeedsIstiod: Rule = {
  reads: ["mesh.components.gateway", "mesh.components.egressGateway", "mesh.components.istiod"],
  findings({ mesh: { components } }) {
    const todo = "a gateway gets its image and its routes from istiod";
    const allowed = "false while mesh.components.istiod is false";
    return (["gateway", "egressGateway"] as const)
      .filter((gateway) => components[gateway] && !components.istiod)
      .map((gateway) => ({ path: ["mesh", "components", gateway], found: true, allowed, todo }));
  },
};

/** Both gateways would be one release. */
const gatewayNames: Rule = {
  reads: ["mesh.gateway.name", "mesh.components.gateway", "mesh.components.egressGateway"],
  findings({ mesh: { components, gateway } }) {
    const isTwin = components.gateway && components.egressGateway && gateway.name === egressGatewayName;
    const allowed = "any name but the egress gateway's own";
    return isTwin ? [{ path: ["mesh", "gateway", "name"], found: gateway.name, allowed }] : [];
  },
};

const nodePort: Rule = {
  reads: ["mesh.gateway.httpNodePort", "mesh.gateway.serviceType"],
  findings({ mesh: { gateway } }) {
    const allowed = "nothing while mesh.gateway.serviceType is ClusterIP";
    return gateway.httpNodePort && gateway.serviceType === "ClusterIP"
      ? [{ path: ["mesh", "gateway", "httpNodePort"], found: gateway.httpNodePort, allowed }]
      : [];
  },
};

const namespaceNames: Rule = {
  reads: ["namespaces", "mesh.namespace.name"],
  findings({ mesh, namespaces }) {
    const names = namesOf(namespaces);
    return names.flatMap((name, index): Finding[] => {
      const path = ["namespaces", index, "name"];
      const first = names.indexOf(name);
      if (name !== undefined && name === mesh.namespace.name) {
        return [{ path, found: name, allowed: "any namespace but the control plane's own, mesh.namespace.name" }];
      }
      return name !== undefined && first < index
        ? [{ path, found: name, allowed: `a name of its own, namespaces[${first}] has this one` }]
        : [];
    });
  },
};

const rules = [
  version,
  chartSource,
  gatewayNeedsIstiod,
  gatewayNames,
  nodePort,
  namespaceNames,
  ...kindRules,
  ...legacyIstioRules,
  ...maistraRules,
  ...sailRules,
  ...addonRules,
  ...addonKindRules,
  ...routesRules,
  ...appRules,
  ...externalRules,
];

/** Applies every rule whose own keys are sound, also where others are not: so all problems show at once. */
export function crossCheck(settings: Settings, context: z.core.$RefinementCtx<Settings>): void {
  const paths = context.issues.filter(({ code }) => code !== "unrecognized_keys").map(({ path = [] }) => path);
  const broken = paths.map((path) => path.join("."));
  const isBroken = (key: string) => broken.some((path) => key === path || key.startsWith(`${path}.`) || path === "");
  const checked = soundParts(settings, paths);
  for (const { findings } of rules.filter((rule) => !rule.reads.some(isBroken))) {
    for (const { path, allowed, found, todo } of findings(checked)) {
      context.addIssue({ code: "custom", path: [...path], message: allowed, params: { found, todo } });
    }
  }
}

/**
 * The settings without the traffic rules, and the entries of lists, that are broken by themselves: rules may rely on the
 * form of what is left. A broken entry leaves a hole in its list, so that the others keep their numbers.
 */
function soundParts(settings: Settings, broken: readonly PropertyKey[][]): Settings {
  const sound = structuredClone(settings);
  for (const path of broken.map(partOf)) {
    const [key, ...above] = [...path].reverse();
    const parent = above.reduceRight<unknown>((value, name) => (value as Group | undefined)?.[name], sound);
    if (key !== undefined && typeof parent === "object" && parent !== null) Reflect.deleteProperty(parent, key);
  }
  return sound;
}

type Group = Record<PropertyKey, unknown>;

/** The part that a broken value makes unfit for rules; none where they look at values one by one. */
function partOf([root, name, part]: PropertyKey[]): PropertyKey[] {
  if (root === "sockShop" || root === "bookinfo") {
    return name === "traffic" ? [root, name, ...(part === undefined ? [] : [part])] : [];
  }
  if (root === "addons" && name !== undefined) {
    if (part === "expose") return [root, name, part];
    return part === undefined || part === "enabled" ? [root, name] : [];
  }
  if (name === undefined || !["apps", "services", "externalServices"].includes(String(root))) return [];
  return [root!, name, ...(part === "traffic" ? [part] : [])];
}
