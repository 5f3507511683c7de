import { istioMinors, isKnownIstio } from "../versions";
import type { Problem } from "./problems";
import type { Settings } from "./schema";

/** What no single key can show: problems between the settings of a stack. */
export function crossProblems(settings: Settings): Problem[] {
  return [
    ...versionProblems(settings),
    ...chartProblems(settings),
    ...componentProblems(settings),
    ...namespaceProblems(settings),
    ...sockShopProblems(settings),
  ];
}

function versionProblems({ mesh }: Settings): Problem[] {
  // A folder holds one version of its own, which its Chart.yaml names.
  if (mesh.charts.from === "folder" || mesh.allowUnlistedVersion || isKnownIstio(mesh.version)) {
    return [];
  }
  const allowed = istioMinors.map(
    ({ minor, highestPatch, kubernetes }) => `${minor}.0–${minor}.${highestPatch} (Kubernetes ${kubernetes})`,
  );
  return [
    {
      path: ["mesh", "version"],
      found: mesh.version,
      allowed: allowed.join(", "),
      todo: "mesh.allowUnlistedVersion: true lets a release through that this program does not know yet",
    },
  ];
}

function chartProblems({ mesh: { charts } }: Settings): Problem[] {
  const folder = charts.from === "folder";
  return [
    ...(folder && !charts.path
      ? [{ path: ["mesh", "charts", "path"], allowed: "a folder with Istio's charts, because charts.from is folder" }]
      : []),
    ...(!folder && charts.path
      ? [{ path: ["mesh", "charts", "path"], found: charts.path, allowed: "nothing, unless charts.from is folder" }]
      : []),
    ...(folder && charts.url
      ? [{ path: ["mesh", "charts", "url"], found: charts.url, allowed: "nothing when charts.from is folder" }]
      : []),
    ...(charts.from === "repository" && charts.url && !/^https?:\/\//.test(charts.url)
      ? [
          {
            path: ["mesh", "charts", "url"],
            found: charts.url,
            allowed: "an https:// address when charts.from is repository",
          },
        ]
      : []),
    ...(charts.from === "oci" && charts.url && !charts.url.startsWith("oci://")
      ? [{ path: ["mesh", "charts", "url"], found: charts.url, allowed: "an oci:// address when charts.from is oci" }]
      : []),
  ];
}

function componentProblems({ mesh: { components, gateway } }: Settings): Problem[] {
  return [
    ...(components.gateway && !components.istiod
      ? [
          {
            path: ["mesh", "components", "gateway"],
            found: true,
            allowed: "false while mesh.components.istiod is false",
            todo: "a gateway gets its proxy image and its routes from istiod",
          },
        ]
      : []),
    ...(gateway.httpNodePort && gateway.serviceType === "ClusterIP"
      ? [
          {
            path: ["mesh", "gateway", "httpNodePort"],
            found: gateway.httpNodePort,
            allowed: "nothing while mesh.gateway.serviceType is ClusterIP",
          },
        ]
      : []),
  ];
}

function namespaceProblems({ mesh, namespaces }: Settings): Problem[] {
  return namespaces.flatMap(({ name }, index): Problem[] => {
    const path = ["namespaces", index, "name"];
    if (name === mesh.namespace.name) {
      return [{ path, found: name, allowed: "any namespace but the control plane's own (mesh.namespace.name)" }];
    }
    const first = namespaces.findIndex((other) => other.name === name);
    return first < index
      ? [{ path, found: name, allowed: `a name of its own: namespaces[${first}] has this one` }]
      : [];
  });
}

function sockShopProblems({ mesh, namespaces, sockShop }: Settings): Problem[] {
  if (!sockShop?.enabled) {
    return [];
  }
  const off = (["istiod", "gateway"] as const).filter((component) => !mesh.components[component]);
  const home = namespaces.find(({ name }) => name === sockShop.namespace);
  return [
    ...off.map((component) => ({
      path: ["sockShop", "enabled"],
      found: true,
      allowed: `false while mesh.components.${component} is false`,
      todo: "Sock Shop is reached through the mesh",
    })),
    ...(home
      ? []
      : [
          {
            path: ["sockShop", "namespace"],
            found: sockShop.namespace,
            allowed: `one of the stack's namespaces: ${namespaces.map(({ name }) => name).join(", ") || "none is listed"}`,
            todo: `add { name: ${sockShop.namespace} } to istio-mesh:namespaces`,
          },
        ]),
    ...(home?.injection === "disabled"
      ? [
          {
            path: ["sockShop", "namespace"],
            found: sockShop.namespace,
            allowed: "a namespace whose injection is not disabled",
            todo: "without sidecars its workloads cannot take the mesh's mutual TLS",
          },
        ]
      : []),
  ];
}
