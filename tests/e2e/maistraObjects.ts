import { spawnSync } from "node:child_process";
import { kubeconfig } from "../../cluster/layout";

/** What kubectl complains of when it is to apply an object by hand; nothing where it applies it. */
export function refusal(object: object): string {
  const args = ["--kubeconfig", kubeconfig, "apply", "-f", "-"];
  return spawnSync("kubectl", args, { input: JSON.stringify(object), encoding: "utf8" }).stderr;
}

/** An object of Maistra's that no stack has. */
export const maistra = (version: "v1" | "v2", kind: string, name: string, namespace: string, spec: object) => ({
  apiVersion: `maistra.io/${version}`,
  kind,
  metadata: { name, namespace },
  spec,
});

/** A control plane that is soon there. */
export const smallest = {
  version: "v2.0",
  tracing: { type: "None" },
  addons: { prometheus: { enabled: false }, grafana: { enabled: false }, kiali: { enabled: false } },
};
