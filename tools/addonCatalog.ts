import type { Tool } from "./tool";

const prometheus = "3.15.0";
const jaeger = "1.62.0";

/**
 * The programs of the addons that run on the local cluster, built when a stack that runs there has one switched on, or when TOOL
 * asks for it. None is ever taken from PATH: they go into images.
 */
export const addonCatalog: Tool[] = [
  {
    name: "prometheus",
    source: "github.com/prometheus/prometheus",
    version: prometheus,
    binaries: [{ name: "prometheus" }],
    build: {
      packages: ["github.com/prometheus/prometheus/cmd/prometheus"],
      // Of the ways to find targets only those of this list are needed: the clouds' libraries are half of the build. The pages
      // of its web interface (tag builtinassets) are not in the module.
      tags: "remove_all_sd,enable_kubernetes_sd",
      set: { "github.com/prometheus/common/version.Version": prometheus },
    },
  },
  {
    // Later releases want a module that is not served everywhere. The pages of its web interface are not in the module.
    name: "jaeger",
    source: "github.com/jaegertracing/jaeger",
    version: jaeger,
    binaries: [{ name: "all-in-one" }],
    build: {
      packages: ["github.com/jaegertracing/jaeger/cmd/all-in-one"],
      set: { "github.com/jaegertracing/jaeger/pkg/version.latestVersion": `v${jaeger}` },
    },
  },
];
