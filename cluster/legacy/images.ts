import { realpathSync } from "node:fs";
import { withLibraries, type MakeRoot } from "../imageRoot";
import type { Image } from "../imageArchive";
import type { ImageSet } from "../images";
import { toolBinary } from "../../tools/paths";
import { defaultLegacyIstioVersion, legacyIstioHub } from "../../versions";
import { ofLegacyIstio } from "./tool";

/** As the charts name them, unless a stack says `mesh.legacyIstio.hub` or `version`. */
const nameOf = (image: string) => `${legacyIstioHub}/${image}:${defaultLegacyIstioVersion}`;

/** What the charts' Jobs call beside kubectl: a shell's script that waits. */
const shellPrograms = ["/bin/bash", "/bin/sleep"];

const kubectl = () => toolBinary("kubectl", "kubectl");
const standIn = () => toolBinary("stand-in", "stand-in");

/** The images of Istio 1.5 that run on the real node of the profile `legacy`. */
export const legacyMesh: ImageSet = {
  source: __filename,
  programs: () => [ofLegacyIstio(), kubectl()],
  images: (root) => [
    jobImage(root),
    programImage(root, "galley", "galley"),
    programImage(root, "citadel", "istio_ca"),
    programImage(root, "sidecar_injector", "sidecar-injector"),
    sidecar(root),
  ],
};

/** kubectl and what the Jobs' scripts need. */
function jobImage(root: MakeRoot): Image {
  const programs = [["usr/bin/kubectl", kubectl()], ...shellPrograms.map((file) => [file, realpathSync(file)])];
  const libraries = programs.map(([, file]) => withLibraries(file as string));
  const files = Object.assign({}, Object.fromEntries(programs) as Record<string, string>, ...libraries) as Record<
    string,
    string
  >;
  return { names: [nameOf("kubectl")], root: root("kubectl", files), entrypoint: ["/usr/bin/kubectl"], env: path };
}

const path = { PATH: "/usr/local/bin:/usr/bin:/bin" };

/** One of Istio's own programs; as in its real image, the binary is the entry point. */
function programImage(root: MakeRoot, image: string, program: string): Image {
  const file = `usr/local/bin/${program}`;
  const folder = root(image, { [file]: ofLegacyIstio(program) });
  return { names: [nameOf(image)], root: folder, entrypoint: [`/${file}`], env: path };
}

/**
 * A stand-in for the sidecar: Istio 1.5 speaks to Envoy in an API that no Envoy has had since 1.18. It says that it is ready on
 * the port that kubelet asks, and its istio-iptables redirects nothing, so that the app is reached without it.
 */
function sidecar(root: MakeRoot): Image {
  const nothing = realpathSync("/bin/true");
  const files = { "stand-in": standIn(), "usr/local/bin/istio-iptables": nothing, ...withLibraries(nothing) };
  return {
    names: [nameOf("proxyv2")],
    root: root("legacy-proxy", files),
    entrypoint: ["/stand-in"],
    env: { ...path, STAND_IN_NAME: "istio-proxy", STAND_IN_VERSION: defaultLegacyIstioVersion, STAND_IN_HTTP: "15020" },
  };
}
