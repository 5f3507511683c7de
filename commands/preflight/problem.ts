import type { Settings } from "../../config";
import type { State } from "../state";
import type { Cluster } from "./cluster";

/** One reason why a stack cannot be installed as it is. */
export interface Problem {
  /** What it is about: an object, an API, a right. */
  object: string;
  found: string;
  /** What to do about it. */
  todo: string;
}

/** What a check may look at. */
export interface Given {
  settings: Settings;
  cluster: Cluster;
  /** The APIs that the cluster serves: what is not there is not asked for. */
  apis: ReadonlySet<string>;
  /** The stack's state, for what it made itself. */
  state: State;
  /** Whether the stack is to be removed, not installed. */
  removes: boolean;
  /** Whether Pulumi compares its state with the cluster first, and so makes anew what is gone. */
  refreshes: boolean;
}

/** Looks for problems of one sort; a question that the cluster refuses to answer is an Error. */
export type Check = (given: Given) => Problem[];

/** The objects of a kind that the stack made, or has begun to make, each as "namespace/name". */
export function ownObjects({ resources = [], pending_operations = [] }: State, type: string): Set<string> {
  const begun = pending_operations.map(({ resource }) => resource);
  const ours = [...resources, ...begun].filter((one) => one.type === type);
  return new Set(ours.map(({ inputs }) => `${inputs?.metadata?.namespace ?? ""}/${inputs?.metadata?.name ?? ""}`));
}
