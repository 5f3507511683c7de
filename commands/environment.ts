import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { kubeconfig as localKubeconfig, localFolder } from "../cluster/layout";
import type { RawSettings } from "../config";
import { readStackFile } from "../config/stackFile";
import { root } from "../config/target";
import { cacheFolder, toolFolder } from "../tools/cache";
import { findTool } from "../tools/catalog";
import { foundOnPath } from "../tools/onPath";
import { toolPath } from "../tools/paths";
import { clusterName } from "./ownCluster";

export const stack = process.env.STACK ?? "dev";

/** Whether a stack works on this checkout's local cluster: nobody named another one. */
export function isLocal(raw: RawSettings = readStackFile(stack), environment = process.env): boolean {
  const { KUBECONFIG } = environment;
  return !raw.kubeconfig && !raw.context && (!KUBECONFIG || resolve(KUBECONFIG) === localKubeconfig);
}

/** The folder with the stacks' state of a cluster, unless PULUMI_BACKEND_URL names a backend. The local cluster's goes with it. */
export const stateFolder = (local: boolean): string =>
  local ? join(localFolder, "state") : join(root, ".state", clusterName(stack));

/** Whether the person named a backend; one of our folders, as `make env` puts it into a shell, is not theirs. */
export function hasOwnBackend(): boolean {
  const url = process.env.PULUMI_BACKEND_URL;
  return Boolean(url) && ![stateFolder(true), join(root, ".state")].some((ours) => url?.startsWith(`file://${ours}`));
}

/**
 * What pulumi, kubectl, istioctl and fortio need around them; `make env` prints it, every other command uses it.
 * What is already set wins, and with a backend of the person's own nothing is said about secrets.
 */
export function environment(local = isLocal()): Record<string, string> {
  const variables: Record<string, string> = {
    PATH: [...toolPath(), process.env.PATH].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The language host built here does not read Pulumi.yaml's options; these say the same.
    PULUMI_NODEJS_TSCONFIG_PATH: join(root, "tsconfig.run.json"),
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
  if (local) variables.KUBECONFIG = localKubeconfig;
  if (!hasOwnBackend()) {
    const folder = stateFolder(local);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    variables.PULUMI_BACKEND_URL = `file://${folder}`;
    // No secrets are kept in this state, so its encryption key needs none either, and nobody is asked for one.
    variables.PULUMI_CONFIG_PASSPHRASE = process.env.PULUMI_CONFIG_PASSPHRASE ?? "";
    variables.PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER = "true";
  }
  return { ...variables, ...(foundOnPath(findTool("pulumi")) ? {} : builtPulumi()) };
}

/**
 * The CLI built here cannot download what it needs. It looks for its language host beside itself, and for the provider
 * in its home under the provider's true version; both are laid there as hard links, since it passes symbolic ones by.
 */
function builtPulumi(): Record<string, string> {
  const provider = findTool("pulumi-resource-kubernetes");
  const tools = [findTool("pulumi"), findTool("pulumi-language-nodejs"), provider].map((tool) => toolFolder(tool));
  const key = createHash("sha256").update(tools.join()).digest("hex").slice(0, 12);
  const home = join(cacheFolder, `pulumi-home-${key}`);
  const plugin = join(home, "plugins", `resource-kubernetes-v${provider.version}`);
  for (const tool of tools) link(tool, tool === toolFolder(provider) ? plugin : join(home, "bin"));
  return {
    PULUMI_HOME: home,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ISTIO_MESH_PROVIDER_VERSION: provider.version,
    PATH: [join(home, "bin"), ...toolPath(), process.env.PATH].join(delimiter),
  };
}

function link(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of existsSync(from) ? readdirSync(from) : []) {
    if (!existsSync(join(to, file))) linkSync(join(from, file), join(to, file));
  }
}
