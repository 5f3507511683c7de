import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasOwnBackend, isLocal, stack, stateFolder } from "./environment";
import { kubectl } from "./kubectl";
import { csvs, subscriptions, subscriptionType } from "./preflight/foreignOperators";
import { ownObjects } from "./preflight/problem";
import { exportState } from "./pulumi";
import { readState } from "./state";

/** A version of an operator (ClusterServiceVersion), as OLM installed it for a Subscription of the stack. */
export interface OperatorVersion {
  namespace: string;
  name: string;
  /** Names of the custom resource definitions that came with it. */
  crds: string[];
}

interface Csv {
  metadata: { namespace: string; name: string };
  spec: { customresourcedefinitions?: { owned?: { name: string }[] } };
}

/** Beside the state: a `make down` that is killed has taken the Subscriptions, which alone know these, out of that. */
const memory = () => join(stateFolder(isLocal()), `${stack}.operators.json`);

/**
 * The versions that belong to the stack's own Subscriptions, to be asked before those go: OLM leaves an operator running
 * when its Subscription is deleted (https://olm.operatorframework.io/docs/tasks/uninstall-operator/). Written down for
 * the next run, with what a run before has left to do.
 */
export function rememberOperatorVersions(): OperatorVersion[] {
  const left = existsSync(memory()) ? (JSON.parse(readFileSync(memory(), "utf8")) as OperatorVersion[]) : [];
  const isNew = ({ namespace, name }: OperatorVersion) =>
    !left.some((one) => one.namespace === namespace && one.name === name);
  const versions = [...left, ...installedVersions().filter(isNew)];
  if (versions.length > 0) {
    mkdirSync(dirname(memory()), { recursive: true, mode: 0o700 });
    writeFileSync(memory(), JSON.stringify(versions));
  }
  return versions;
}

function installedVersions(): OperatorVersion[] {
  const state = (hasOwnBackend() ? exportState() : readState()) ?? {};
  return [...ownObjects(state, subscriptionType)].flatMap((key) => {
    const [namespace = "", name = ""] = key.split("/");
    // During an upgrade there are two.
    const status = "jsonpath={.status.installedCSV} {.status.currentCSV}";
    const asked = kubectl("get", subscriptions, "-n", namespace, name, "--ignore-not-found", "-o", status);
    const names = new Set(asked.split(" ").filter((one) => one !== ""));
    return [...names].flatMap((csv) => {
      const text = kubectl("get", csvs, "-n", namespace, csv, "--ignore-not-found", "-o", "json");
      if (text === "") return [];
      const { spec } = JSON.parse(text) as Csv;
      return [
        { namespace, name: csv, crds: (spec.customresourcedefinitions?.owned ?? []).map(({ name: crd }) => crd) },
      ];
    });
  });
}

/** Removes those that no Subscription has any more, and forgets them; returns what was removed. */
export function removeOperatorVersions(versions: readonly OperatorVersion[]): OperatorVersion[] {
  if (versions.length === 0) return [];
  const columns = `jsonpath={range .items[*]}{.metadata.namespace}/{.status.installedCSV}{"\\n"}{end}`;
  const used = kubectl("get", subscriptions, "-A", "-o", columns).split("\n");
  const unused = versions.filter(({ namespace, name }) => !used.includes(`${namespace}/${name}`));
  for (const { namespace, name } of unused) kubectl("delete", csvs, "-n", namespace, name, "--ignore-not-found");
  rmSync(memory(), { force: true });
  return unused;
}
