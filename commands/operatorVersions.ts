import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasOwnBackend, isLocal, stack, stateFolder } from "./environment";
import { fullName, type Metadata } from "./doctor/objects";
import { kubectl } from "./kubectl";
import { csvs, ownedCrds, subscriptions, subscriptionType, type Csv } from "./preflight/foreignOperators";
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

/** One that stays, and why. */
export interface KeptVersion extends OperatorVersion {
  why: string;
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
      return [{ namespace, name: csv, crds: [...ownedCrds(JSON.parse(text) as Csv)] }];
    });
  });
}

/**
 * Removes those that no Subscription has any more, and forgets them. One that still looks after something is kept: another mesh
 * may have been made by the same operator, and would be left alone.
 */
export function removeOperatorVersions(versions: readonly OperatorVersion[]): {
  removed: OperatorVersion[];
  kept: KeptVersion[];
} {
  if (versions.length === 0) return { removed: [], kept: [] };
  const columns = `jsonpath={range .items[*]}{.metadata.namespace}/{.status.installedCSV}{"\\n"}{end}`;
  const used = kubectl("get", subscriptions, "-A", "-o", columns).split("\n");
  const removed: OperatorVersion[] = [];
  const kept: KeptVersion[] = [];
  for (const version of versions.filter(({ namespace, name }) => !used.includes(`${namespace}/${name}`))) {
    const why = needed(version);
    if (why !== undefined) {
      kept.push({ ...version, why });
      continue;
    }
    kubectl("delete", csvs, "-n", version.namespace, version.name, "--ignore-not-found");
    removed.push(version);
  }
  rmSync(memory(), { force: true });
  return { removed, kept };
}

/** How many objects are named. */
const some = 5;

/** What an operator is needed for; undefined: nothing, or it went with a namespace of the stack's own. */
function needed(version: OperatorVersion): string | undefined {
  const { namespace, name } = version;
  if (kubectl("get", csvs, "-n", namespace, name, "--ignore-not-found", "-o", "name") === "") return undefined;
  try {
    const names = lookedAfter(version);
    if (names.length === 0) return undefined;
    const more = names.length > some ? ` and ${names.length - some} more` : "";
    return `it still looks after ${names.slice(0, some).join(", ")}${more}`;
  } catch (error) {
    return `what it looks after is not known (${(error as Error).message})`;
  }
}

/** All objects of its kinds in the cluster. Istio's own kinds do not count: operators only bring them. */
function lookedAfter({ crds }: OperatorVersion): string[] {
  const own = crds.filter((crd) => !crd.endsWith(".istio.io"));
  if (own.length === 0) return [];
  const served = kubectl("get", "crd", ...own, "--ignore-not-found", "-o", "name").match(/(?<=\/)\S+/g);
  if (!served) return [];
  const { items } = JSON.parse(kubectl("get", served.join(","), "-A", "-o", "json")) as {
    items: { kind: string; metadata: Metadata }[];
  };
  return items.map(({ kind, metadata }) => `${kind} ${fullName(metadata)}`);
}
