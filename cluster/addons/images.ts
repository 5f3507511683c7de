import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toolBinary } from "../../tools/paths";
import type { MakeRoot } from "../imageRoot";
import { withLibraries } from "../imageRoot";
import type { ImageSet } from "../images";
import type { LocalAddon } from "./localAddons";

/** As the stand-in charts name them (charts/NAME/values.yaml). */
export const addonImages: Record<LocalAddon, string> = {
  prometheus: "istio-mesh.local/prometheus:3.15.0",
  jaeger: "istio-mesh.local/jaeger:1.62.0",
};

const prometheus = () => toolBinary("prometheus", "prometheus");
const jaeger = () => toolBinary("jaeger", "all-in-one");
/** What Prometheus shows in the place of its web interface, whose pages are not in its module. */
const page = join(__dirname, "prometheus.html");

/** The image of each addon that runs here, in an archive of its own: only who has the addon needs it. */
export const addonImageSets: Record<LocalAddon, ImageSet> = {
  prometheus: {
    source: __filename,
    programs: () => [prometheus()],
    content: () => readFileSync(page, "utf8"),
    // It looks for its pages below the folder that it is started in, which is the root.
    images: (root) => [image("prometheus", prometheus(), root, { "static/mantine-ui/index.html": page })],
  },
  jaeger: {
    source: __filename,
    programs: () => [jaeger()],
    images: (root) => [image("jaeger", jaeger(), root)],
  },
};

function image(name: LocalAddon, program: string, root: MakeRoot, files: Record<string, string> = {}) {
  const path = `usr/bin/${name}`;
  return {
    names: [addonImages[name]],
    root: root(name, { [path]: program, ...files, ...withLibraries(program) }),
    entrypoint: [`/${path}`],
    // Any user but root; the charts say which.
    user: "65534:65534",
  };
}
