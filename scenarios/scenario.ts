import type { RawSettings } from "../config";
import type { Expectation } from "./expectation";

/** What a scenario needs beside Sock Shop; what the stack lacks of it comes with the scenario and goes with it. */
export type Need = "loadGenerator" | "outsider" | "frontEndV2" | "faultyCarts" | "bookinfo" | "egressGateway";

/** Where calls go. */
export type Target =
  /** A service of a sample app, by its own name. */
  | { service: string; of: Sample; port?: number; path: string }
  /** The ingress gateway, for the host of a sample app or for another one. */
  | { gateway: Sample | { host: string }; path: string }
  | { url: string };

export type Sample = "sockShop" | "bookinfo";

/** Calls that are made once a step is in force, and what must be seen. */
export interface Load {
  what: string;
  /** From a pod with a sidecar, or from one outside of the mesh. */
  from: "mesh" | "outside";
  to: Target;
  /** Callers at a time, each on a connection of its own. */
  connections: number;
  calls: number;
  headers?: Record<string, string>;
  expect: Expectation[];
}

/** One state of the settings, and the calls that show it. */
export interface Step {
  title: string;
  /** What is laid over the stack's settings; a function where it depends on them. */
  change: RawSettings | ((stack: RawSettings) => RawSettings);
  loads: Load[];
}

/** One lesson: what is changed, what load shows it, and what must be seen. Deployment, proof and docs all read this. */
export interface Scenario {
  name: string;
  title: string;
  /** What it teaches, in a few sentences. */
  teaches: string;
  /** The guides' rows that it shows (docs/features.md). */
  rows: string[];
  needs: Need[];
  steps: Step[];
  /** Exceptions from the policy pack without which the change would be refused: what is shown is why. */
  exceptions?: Record<string, unknown>;
}
