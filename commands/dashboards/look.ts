import { ConfigError } from "../../config";
import { readStackFile } from "../../config/stackFile";
import { targetCluster } from "../../config/target";
import { installed, nothingInstalled } from "../doctor/installed";
import { make } from "../doctor/steps";
import { isLocal, stack } from "../environment";
import { kubectl } from "../kubectl";
import { find, type Found, type Route, type Service } from "./find";

/** Refuses where there is no cluster to look at. */
export function refuseWithoutCluster(): void {
  const { target, problem } = targetCluster(readStackFile(stack));
  if (problem) throw new ConfigError([problem]);
  if (!target)
    throw new Error(`There is no local cluster here, so there are no dashboards: \`${make("up")}\` starts one.`);
}

/** The dashboards in the control plane's namespace of the stack; in all namespaces where nothing is installed by it. */
export function look(): Found[] {
  const namespace = meshNamespace();
  const where = namespace === undefined ? ["-A"] : ["-n", namespace];
  const list = <T>(kind: string) => (JSON.parse(ask("get", kind, ...where, "-o", "json")) as { items: T[] }).items;
  const services = list<Service>("services");
  const found = find(services);
  if (found.length === 0) throw new Error(nothing(namespace));
  return found.some(({ tls }) => tls)
    ? find(
        services,
        routes(() => list<Route>("routes.route.openshift.io")),
      )
    : found;
}

/** The control plane's namespace; undefined where the stack has installed nothing. */
function meshNamespace(): string | undefined {
  const said = installed();
  if ("outputs" in said) return said.outputs.meshNamespace;
  if (said.failure.summary === nothingInstalled) return undefined;
  // Else somebody else's might be opened for the stack's own.
  const [{ found, next } = { found: "it does not say why", next: [] }] = said.failure.findings;
  throw new Error(`What stack ${stack} has installed cannot be asked: ${found}. Try: ${next.join("; ")}`);
}

/** kubectl's answer within 20 seconds; its complaint without what its cache logs of each try. */
function ask(...args: string[]): string {
  try {
    return kubectl(...args, "--request-timeout=20s");
  } catch (error) {
    const lines = (error as Error).message.split("\n").map((line) => line.replace(/[EWI]\d{4} \d\d:.*$/, "").trim());
    const next = isLocal() ? `\nNext: ${make("cluster")}` : "";
    throw new Error(`${lines.filter(Boolean).join(" ")}${next}`, { cause: error });
  }
}

/** None where the cluster knows no Routes. */
function routes(list: () => Route[]): Route[] {
  try {
    return list();
  } catch (error) {
    if (/doesn't have a resource type/.test((error as Error).message)) return [];
    throw error;
  }
}

const nothing = (namespace: string | undefined): string =>
  `No Grafana, Jaeger, Kiali or Prometheus was found in ${namespace === undefined ? "any namespace" : `namespace ${namespace}`}: ` +
  `the key istio-mesh:addons of stack ${stack} switches them on, as in \`istio-mesh:addons: { prometheus: {}, jaeger: {} }\`; ` +
  `then \`${make("up")}\`.`;
