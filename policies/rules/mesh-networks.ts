import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { embedded } from "../model/embedded";
import type { Field } from "../model/field";
import { chartValuesOf } from "../model/istioCharts";
import { knownText, reach } from "../model/known";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import type { Rule } from "../rule";

const config = z.strictObject({
  registries: z
    .array(z.string())
    .default([])
    .describe(
      "Clusters whose remote secrets are made elsewhere, for example by `istioctl create-remote-secret`, by their names.",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `\`meshNetworks\` says which endpoints lie in which network, and Istio sends calls to another network through its gateway. An
entry \`fromRegistry\` stands for all endpoints of one cluster and has to be that cluster's name, letter for letter. With a name that
no cluster has, Istio takes those endpoints to be in the caller's own network and calls them directly, where nothing answers: see
[IST0126](https://istio.io/latest/docs/reference/config/analysis/ist0126/).

Known are \`Kubernetes\` (a cluster that has been given no name), \`External\` and \`Mock\`; the name that a control plane in the stack
gives its own cluster (\`global.multiCluster.clusterName\`); and the clusters of the remote secrets in the stack (Secrets with the label
\`istio/multiCluster: "true"\`), which are the keys of their data.`;

/** A misspelt registry takes a whole cluster out of its network, and the calls to it time out. */
export const meshNetworks: Rule<Config> = {
  name: "mesh-networks",
  codes: ["IST0126"],
  description: "The registries that meshNetworks names are clusters that the mesh knows.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "The secret that makes a cluster known is usually made by istioctl, outside of the stack.",
  },
  scope: "stack",
  kinds: ["core/ConfigMap", "helm.sh/Release", "sailoperator.io/Istio", "install.istio.io/IstioOperator"],
  config,
  *check(object, mesh, { registries }) {
    const known = mesh.once("mesh-networks", () => knownRegistries(mesh));
    for (const [, network] of networksOf(object)?.entries() ?? []) {
      for (const endpoint of network.get("endpoints").items()) {
        const registry = endpoint.get("fromRegistry");
        const name = registry.text;
        if (name === undefined || known === undefined || known.names.has(name) || registries.includes(name)) continue;
        yield unknownRegistry(object, registry, known);
      }
    }
  },
};

function networksOf(object: MeshObject): Field | undefined {
  if (object.key !== "core/ConfigMap") return chartValuesOf(object)?.get("global").get("meshNetworks");
  return /^istio(-|$)/.test(object.name)
    ? embedded(object.root.get("data"), "meshNetworks").get("networks")
    : undefined;
}

interface Registries {
  names: ReadonlySet<string>;
  /** The same by their names in lower case. */
  alike: ReadonlyMap<string, string>;
  /** How a finding lists them. */
  listed: string;
}

/** Undefined while it is not known which clusters the remote secrets in the stack are for. */
function knownRegistries(mesh: Mesh): Registries | undefined {
  const secrets = mesh.ofKind("core", "Secret");
  const labels = secrets.map(({ root }) => reach(root, "metadata", "labels", "istio/multiCluster"));
  const remote = secrets.filter((one) => one.labels.get("istio/multiCluster") === "true");
  const data = remote.flatMap(({ root }) => [reach(root, "data"), reach(root, "stringData")]);
  const own = mesh.controlPlanes.map(({ form, values }) => clusterName(form, values));
  if ([...labels, ...data, ...own].some((field) => field.unknown)) return undefined;
  if (!mesh.objects.every(({ placed }) => placed)) return undefined;
  const clusters = [
    ...own.flatMap((field) => field.text ?? []),
    ...data.flatMap((field) => field.entries()).map(([name]) => name),
  ];
  const names = new Set(["Kubernetes", "External", "Mock", ...clusters]);
  return { names, alike: new Map([...names].map((name) => [name.toLowerCase(), name])), listed: anyOf(names) };
}

function clusterName(form: string, values: Field): Field {
  if (form === "maistra") return reach(values, "cluster", "name");
  return reach(values, ...(form === "operator" ? ["values"] : []), "global", "multiCluster", "clusterName");
}

function unknownRegistry(object: MeshObject, registry: Field, { alike, listed }: Registries): Finding {
  const written = knownText(registry) ?? "";
  const meant = alike.get(written.toLowerCase());
  return found(object, registry, {
    problem: "which is the name of no cluster that the stack makes known to the mesh",
    allowed: `${listed}, or a name that registries of this rule lists`,
    fix: meant
      ? `write "${meant}"`
      : `name the cluster as its remote secret does, or add "${written}" to registries of this rule`,
  });
}
