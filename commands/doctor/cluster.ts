import { execFile } from "node:child_process";
import { clusterOptions } from "../clusterOptions";
import { environment, stack } from "../environment";
import { chosenKubeconfig } from "../ownCluster";

/** Seconds after which a program is taken not to answer. */
const limit = 30;

/** The stack's cluster as the checks ask it: without waiting for each other, and for the same thing only once. */
export interface Cluster {
  /** All objects of a kind, in one namespace or in all. */
  list: <T>(kind: string, namespace?: string) => Promise<T[]>;
  kubectl: (...args: string[]) => Promise<string>;
  istioctl: (...args: string[]) => Promise<string>;
}

/** A program that is not there, or did not do what it was asked for. */
export class Unanswered extends Error {
  constructor(
    readonly program: string,
    readonly args: string[],
    readonly complaint: string,
    /** The program is neither on PATH nor built. */
    readonly missing = false,
  ) {
    super(`${program} ${args.join(" ")}: ${complaint}`);
  }
}

/** The cluster that the stack's file or KUBECONFIG names, else this checkout's local one. */
export function stackCluster(): Cluster {
  const options = clusterOptions(chosenKubeconfig(stack));
  const env = { ...process.env, ...environment() };
  const ask = (program: string, args: string[]) => answer(program, args, options, env);
  const lists = new Map<string, Promise<unknown[]>>();
  return {
    list: <T>(kind: string, namespace?: string) => {
      const args = ["get", kind, ...(namespace === undefined ? ["-A"] : ["-n", namespace]), "-o", "json"];
      const key = args.join(" ");
      const listed = lists.get(key) ?? ask("kubectl", args).then((text) => (JSON.parse(text) as { items: T[] }).items);
      lists.set(key, listed);
      return listed as Promise<T[]>;
    },
    kubectl: (...args) => ask("kubectl", args),
    istioctl: (...args) => ask("istioctl", args),
  };
}

function answer(program: string, args: string[], options: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const settings = { env, encoding: "utf8", maxBuffer: 2 ** 28, timeout: limit * 1000 } as const;
  return new Promise((resolve, reject) => {
    execFile(program, [...options, ...args], settings, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const complaint = error.killed ? `no answer within ${limit} s` : stderr.trim() || error.message;
      reject(new Unanswered(program, args, complaint, error.code === "ENOENT"));
    });
  });
}
