import { isDeepStrictEqual } from "node:util";
import type { AddonName } from "../addons";
import { addonNames, addons as schema } from "../addons";
import type { Finding, Rule } from "../rule";

/** Kinds of control plane that bring addons of their own: these are switched on there, and no chart of today is installed. */
const own = {
  legacyIstio: "the chart istio installs it; mesh.legacyIstio.values.istio has what else can be set",
  maistra: "the operator installs it; mesh.maistra.spec has what else can be set",
};

type OwnKind = keyof typeof own;
const isOwn = (kind: string): kind is OwnKind => kind in own;

/** What a kind makes of an addon beside its switch. */
const made: Record<OwnKind, Partial<Record<AddonName, readonly string[]>>> = {
  legacyIstio: { jaeger: ["nodePort"] },
  maistra: {},
};

const behindLogin = "its page has a Route with OpenShift's login, which a port of the nodes would go past";

/** Settings of a chart that is not installed would do nothing. */
const chartKeys = addonNames.map((name): Rule => {
  const group = schema.shape[name].unwrap();
  const keys = Object.keys(group.shape).filter((key) => key !== "enabled");
  return {
    reads: ["mesh.kind", ...keys.map((key) => `addons.${name}.${key}`)],
    findings({ mesh: { kind }, addons }) {
      const addon: Record<string, unknown> | undefined = addons[name];
      if (!addon || !isOwn(kind)) return [];
      const untouched: Record<string, unknown> = group.parse({});
      return keys
        .filter((key) => !made[kind][name]?.includes(key) && !isDeepStrictEqual(addon[key], untouched[key]))
        .map((key): Finding => {
          const todo = kind === "maistra" && key === "nodePort" ? behindLogin : own[kind];
          return { path: ["addons", name, key], allowed: `nothing while mesh.kind is ${kind}`, todo };
        });
    },
  };
});

/** Those control planes have no providers to name. */
const tracing: Rule = {
  reads: ["mesh.kind", "mesh.tracing"],
  findings: ({ mesh: { kind, tracing } }) =>
    tracing && isOwn(kind)
      ? [
          {
            path: ["mesh", "tracing"],
            allowed: `nothing while mesh.kind is ${kind}`,
            todo: {
              legacyIstio: "mesh.legacyIstio.values.istio has global.tracer for a backend of your own",
              maistra: "mesh.maistra.spec has tracing and meshConfig for a backend of your own",
            }[kind],
          },
        ]
      : [],
};

/** Istio's Telemetry came with 1.11. */
const telemetry: Rule = {
  reads: ["mesh.kind", "namespaces"],
  findings: ({ mesh: { kind }, namespaces }) =>
    namespaces.flatMap((namespace, index): Finding[] => {
      // An entry that is broken by itself is told where it stands.
      const found: unknown = (namespace as Partial<typeof namespace> | null)?.telemetry;
      const path = ["namespaces", index, "telemetry"];
      if (found === undefined) return [];
      if (isOwn(kind)) {
        const todo = "it holds for the whole mesh there: mesh.traceSampling, mesh.accessLogs";
        return [{ path, found, allowed: `nothing while mesh.kind is ${kind}`, todo }];
      }
      return isDeepStrictEqual(found, {}) ? [{ path, found, allowed: "traceSampling, accessLogs or both" }] : [];
    }),
};

/** What of addons and telemetry a kind of control plane does not have. */
export const addonKindRules: Rule[] = [...chartKeys, tracing, telemetry];
