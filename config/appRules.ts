import { key } from "./problems";
import { residents } from "./residents";
import type { Finding, Rule } from "./rule";
import { namesOf } from "./rule";
import { unknownSubsets } from "./traffic/subsets";

const everywhere = [
  "addons",
  "sockShop",
  "bookinfo",
  "loadGenerator",
  "outsider",
  "apps",
  "services",
  "externalServices",
];

/** What lives in the mesh needs a control plane, and what has a host needs the ingress gateway. */
const needsMesh: Rule = {
  reads: ["mesh.components.istiod", "mesh.components.gateway", ...everywhere],
  findings(settings) {
    const { components } = settings.mesh;
    return residents(settings).flatMap(({ path, name, host }): Finding[] => {
      const off = [
        ...(components.istiod ? [] : ["istiod"]),
        ...(host !== undefined && !components.gateway ? ["gateway"] : []),
      ];
      // What has a switch of its own is a sample: a group of the settings, with a host.
      const isSample = path.length === 1 && host !== undefined;
      const [key, found] = isSample
        ? [[...path, "enabled"], true]
        : [path, typeof path[1] === "number" ? name : undefined];
      return off.map((component) => ({
        path: key,
        found,
        allowed: `${isSample ? "false" : "nothing"} while mesh.components.${component} is false`,
        todo: `${name} is reached through the mesh`,
      }));
    });
  },
};

/** Whoever lives in a namespace of the stack names one that is there, and that gives sidecars or gives none as it needs. */
const home: Rule = {
  reads: ["namespaces", ...everywhere],
  findings(settings) {
    const names = namesOf(settings.namespaces);
    return residents(settings).flatMap(({ path, namespace, sidecar }): Finding[] => {
      // A name that is none is told where it stands.
      if (typeof namespace !== "string") return [];
      const place = settings.namespaces[names.indexOf(namespace)];
      const finding = { path: [...path, "namespace"], found: namespace };
      if (!place && sidecar === "any") return [];
      if (!place) {
        const allowed = `a namespace of the stack: ${names.filter((name) => name).join(", ") || "none is listed"}`;
        return [{ ...finding, allowed, todo: `add { name: ${namespace} } to istio-mesh:namespaces` }];
      }
      if (sidecar === "needed" && place.injection === "disabled") {
        const todo = "without sidecars its workloads cannot take the mesh's mutual TLS";
        return [{ ...finding, allowed: "a namespace whose injection is not disabled", todo }];
      }
      if (sidecar === "unwanted" && place.injection !== "disabled") {
        const todo = "it stands for what is outside of the mesh";
        return [{ ...finding, allowed: "a namespace whose injection is disabled", todo }];
      }
      return [];
    });
  },
};

/** One host is served by one app, and one name of a namespace belongs to one. */
const unique: Rule = {
  reads: everywhere,
  findings(settings) {
    const hosts = new Map<string, string>();
    const names = new Map<string, string>();
    return residents(settings).flatMap(({ path, namespace, host, names: own }): Finding[] => {
      const findings: Finding[] = [];
      const first = host === undefined ? undefined : hosts.get(host);
      if (first)
        findings.push({ path: [...path, "host"], found: host, allowed: `a host of its own, ${first} has this one` });
      if (host !== undefined) hosts.set(host, key(path));
      for (const name of own) {
        const owner = names.get(`${name}.${namespace}`);
        const allowed = `a name that is free in namespace ${namespace}, ${owner ?? ""} has this one`;
        if (owner) findings.push({ path: [...path, "name"], found: name, allowed });
        else names.set(`${name}.${namespace}`, key(path));
      }
      return findings;
    });
  },
};

/** Istio wants names of Gateways in one DNS label, and those here are made of a name and a word. */
const gatewayNames: Rule = {
  reads: ["apps", "services", "externalServices"],
  findings({ apps, services, externalServices }) {
    const check =
      (list: string, suffix: string, key: string) =>
      (entry: { name: string; host?: string; egressGateway?: boolean }, index: number): Finding[] => {
        const most = 63 - suffix.length;
        if (entry.name.length <= most || !(list === "externalServices" ? entry.egressGateway : entry.host)) return [];
        const allowed = `a name of at most ${most} characters while ${key} is set: a Gateway is named after it`;
        return [{ path: [list, index, "name"], found: entry.name, allowed }];
      };
    return [
      ...apps.flatMap(check("apps", "-gateway", "host")),
      ...services.flatMap(check("services", "-gateway", "host")),
      ...externalServices.flatMap(check("externalServices", "-egress", "egressGateway")),
    ];
  },
};

/** Calls are only sent to subsets that there are. */
const subsets: Rule = {
  reads: everywhere,
  findings: (settings) =>
    residents(settings).flatMap(({ traffic }) =>
      traffic.flatMap(({ path, rules, versions }) =>
        unknownSubsets(rules, versions).map((problem) => ({
          ...problem,
          path: [...path, ...(problem.path as string[])],
        })),
      ),
    ),
};

const images: Rule = {
  reads: ["apps"],
  findings: ({ apps }) =>
    apps.flatMap(({ image, versions, replicas }, index): Finding[] => {
      const path = ["apps", index];
      if (!versions) return image ? [] : [{ path: [...path, "image"], allowed: "an image, or versions with one each" }];
      const found = { image, replicas };
      return (["image", "replicas"] as const)
        .filter((key) => found[key] !== undefined)
        .map((key) => ({
          path: [...path, key],
          found: found[key],
          allowed: `nothing beside versions, which have ${key === "image" ? "images" : "replicas"} of their own`,
        }));
    }),
};

/** One version has one name. */
const versionNames: Rule = {
  reads: ["apps"],
  findings: ({ apps }) =>
    apps.flatMap(({ versions = [] }, index) => {
      const names = versions.map(({ name }) => name);
      return names.flatMap((name, number): Finding[] => {
        const first = names.indexOf(name);
        const allowed = `a name of its own, versions[${first}] has this one`;
        return first < number ? [{ path: ["apps", index, "versions", number, "name"], found: name, allowed }] : [];
      });
    }),
};

const tlsNeedsHost: Rule = {
  reads: ["apps", "services"],
  findings: (settings) =>
    (["apps", "services"] as const).flatMap((list) =>
      settings[list].flatMap(({ host, tls }, index) =>
        tls && !host ? [{ path: [list, index, "tls"], allowed: "nothing unless host is set" }] : [],
      ),
    ),
};

const servicesSayWhat: Rule = {
  reads: ["services"],
  findings: ({ services }) =>
    services.flatMap(({ host, traffic }, index) =>
      host || traffic
        ? []
        : [{ path: ["services", index], allowed: "host, traffic or both beside name and namespace" }],
    ),
};

/** Where no pod has a sidecar, the default of every rule here, mutual TLS, would fail each call. */
const servicesWithoutSidecars: Rule = {
  reads: ["namespaces", "services"],
  findings: ({ namespaces, services }) =>
    services.flatMap(({ namespace, traffic }, index): Finding[] => {
      const place = namespaces[namesOf(namespaces).indexOf(namespace)];
      const mode = traffic?.tls?.mode;
      if (place?.injection !== "disabled" || mode === "DISABLE" || mode === "SIMPLE") return [];
      const allowed = "DISABLE or SIMPLE in a namespace whose injection is disabled";
      const todo = "nothing there takes the mesh's mutual TLS";
      return [{ path: ["services", index, "traffic", "tls", "mode"], found: mode, allowed, todo }];
    }),
};

const scenarioNeedsShop: Rule = {
  reads: ["scenario", "sockShop"],
  findings: ({ scenario, sockShop }) =>
    scenario && !sockShop?.enabled
      ? [{ path: ["scenario"], found: scenario, allowed: "nothing without Sock Shop, in which every scenario plays" }]
      : [],
};

/** Checks between what lives in the mesh, the namespaces and the mesh itself. */
export const appRules: Rule[] = [
  needsMesh,
  home,
  unique,
  gatewayNames,
  subsets,
  images,
  versionNames,
  tlsNeedsHost,
  servicesSayWhat,
  servicesWithoutSidecars,
  scenarioNeedsShop,
];
