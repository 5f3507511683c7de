import { residents } from "./residents";
import type { Finding, Rule } from "./rule";
import { namesOf } from "./rule";
import { unknownSubsets } from "./traffic/subsets";

const everywhere = ["sockShop", "bookinfo", "loadGenerator", "outsider", "apps", "services", "externalServices"];

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
      const [key, found] = path.length === 1 ? [[...path, "enabled"], true] : [path, name];
      return off.map((component) => ({
        path: key,
        found,
        allowed: `${path.length === 1 ? "false" : "nothing"} while mesh.components.${component} is false`,
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

/** One host is served by one app, and one service name of a namespace belongs to one. */
const unique: Rule = {
  reads: everywhere,
  findings(settings) {
    const hosts = new Map<string, string>();
    const services = new Map<string, string>();
    const told = (path: readonly (string | number)[]) =>
      path.map((part) => (typeof part === "number" ? `[${part}]` : part)).join("");
    return residents(settings).flatMap(({ path, namespace, host, services: own }): Finding[] => {
      const findings: Finding[] = [];
      const first = host === undefined ? undefined : hosts.get(host);
      if (first)
        findings.push({ path: [...path, "host"], found: host, allowed: `a host of its own, ${first} has this one` });
      if (host !== undefined) hosts.set(host, told(path));
      for (const service of own) {
        const key = `${service}.${namespace}`;
        const owner = services.get(key);
        const allowed = `a service name that is free in namespace ${namespace}, ${owner ?? ""} has this one`;
        if (owner) findings.push({ path: [...path, "name"], found: service, allowed });
        services.set(key, told(path));
      }
      return findings;
    });
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
      const several = Object.keys(versions ?? {}).length;
      const path = ["apps", index];
      if (image && versions) return [{ path: [...path, "image"], found: image, allowed: "nothing beside versions" }];
      if (!image && several === 0) {
        return [{ path: [...path, "image"], allowed: "an image, or versions with one each" }];
      }
      return versions && replicas !== undefined
        ? [
            {
              path: [...path, "replicas"],
              found: replicas,
              allowed: "nothing beside versions, which have replicas of their own",
            },
          ]
        : [];
    }),
};

const tlsNeedsHost: Rule = {
  reads: ["apps", "services"],
  findings: (settings) =>
    (["apps", "services"] as const).flatMap((list) =>
      settings[list].flatMap(({ host, tls }, index) =>
        tls && !host ? [{ path: [list, index, "tls"], found: tls, allowed: "nothing unless host is set" }] : [],
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

const egress: Rule = {
  reads: ["externalServices", "mesh.components.egressGateway"],
  findings: ({ externalServices, mesh }) =>
    externalServices.flatMap((external, index): Finding[] => {
      const path = ["externalServices", index];
      const isHttp = external.ports.every(({ protocol }) => protocol === "HTTP");
      const findings: Finding[] = [];
      if (external.traffic && !(isHttp && external.ports.length === 1)) {
        const todo = "calls under TLS of the app's own cannot be read, so only egressGateway applies to them";
        findings.push({ path: [...path, "traffic"], allowed: "nothing unless ports is one HTTP port", todo });
      }
      if (!external.egressGateway) return findings;
      if (!mesh.components.egressGateway) {
        const todo = "set mesh.components.egressGateway: true";
        findings.push({
          path: [...path, "egressGateway"],
          found: true,
          allowed: "false while there is no egress gateway",
          todo,
        });
      }
      if (external.ports.length > 1 || external.ports[0]?.protocol === "TCP") {
        const todo = "list further ports as an external service of their own";
        findings.push({
          path: [...path, "ports"],
          found: external.ports,
          allowed: "one port of HTTP, HTTPS or TLS while egressGateway is true",
          todo,
        });
      }
      if (external.traffic) {
        findings.push({ path: [...path, "traffic"], allowed: "nothing while egressGateway is true" });
      }
      return findings;
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
  subsets,
  images,
  tlsNeedsHost,
  servicesSayWhat,
  egress,
  scenarioNeedsShop,
];
