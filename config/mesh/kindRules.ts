import { isDeepStrictEqual } from "node:util";
import type { Finding, Rule } from "../rule";
import { section } from "../leaves";
import { chartKeys } from "./istio";

/** The groups of `mesh` that belong to one kind of control plane each. */
const groups = ["legacyIstio", "maistra", "sail"] as const;

/** A group for a kind of control plane that the stack does not have would do nothing. */
const otherKinds: Rule = {
  reads: ["mesh.kind", ...groups.map((group) => `mesh.${group}`)],
  findings: ({ mesh }) =>
    groups
      .filter((group) => group !== mesh.kind && mesh[group] !== undefined)
      .map((group): Finding => {
        const allowed = `nothing while mesh.kind is ${mesh.kind}`;
        return { path: ["mesh", group], allowed, todo: `mesh.kind: ${group} makes it count` };
      }),
};

const keys = Object.keys(chartKeys) as (keyof typeof chartKeys)[];

/** So would settings of the charts of today, where those are not installed. */
const onlyForCharts: Rule = {
  reads: ["mesh.kind", ...keys.map((key) => `mesh.${key}`)],
  findings({ mesh }) {
    if (mesh.kind === "istio") return [];
    const untouched = section(chartKeys).parse({});
    const allowed = `nothing while mesh.kind is ${mesh.kind}`;
    const todo = `mesh.${mesh.kind} has what can be set for that kind`;
    return keys
      .filter((key) => !isDeepStrictEqual(mesh[key], untouched[key]))
      .map((key): Finding => ({ path: ["mesh", key], allowed, todo }));
  },
};

export const kindRules: Rule[] = [otherKinds, onlyForCharts];
