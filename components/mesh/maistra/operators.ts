import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import type { Resource } from "@pulumi/pulumi";
import type { MaistraSettings } from "../../../config/mesh/maistra";
import { operatorPackages } from "../../../config/mesh/operatorPackages";
import { goneAtOnce } from "../../deletion";
import { subscription, succeededCsv } from "../olm";

type Operators = MaistraSettings["operators"];

/**
 * The operators that the stack installs, each until its version has Succeeded. That of the mesh comes last: it looks for
 * Jaeger's and Kiali's CRDs when it starts, and does not notice later ones.
 */
export function installOperators(name: string, operators: Operators, parent: Resource): Resource[] {
  const { serviceMesh, ...others } = operators;
  const first = (Object.keys(others) as (keyof typeof others)[]).flatMap((key) =>
    others[key].install ? install(name, key, others[key], { parent }) : [],
  );
  const opts = { parent, dependsOn: first };
  return serviceMesh.install ? [...first, ...install(name, "serviceMesh", serviceMesh, opts)] : first;
}

interface Options {
  parent: Resource;
  dependsOn?: Resource[];
}

function install(
  prefix: string,
  key: keyof Operators,
  { namespace, ...settings }: Operators[keyof Operators],
  opts: Options,
): Resource[] {
  const name = `${prefix}-${key}`;
  const home = namespace.owned ? operatorNamespace(name, namespace.name, opts) : [];
  const asked = subscription(
    `${name}-subscription`,
    { ...settings, package: operatorPackages[key], namespace: namespace.name },
    { ...opts, dependsOn: [...(opts.dependsOn ?? []), ...home] },
  );
  return [...home, asked, succeededCsv(`${name}-operator`, asked, { ...opts, dependsOn: [asked] })];
}

/**
 * A namespace for an operator that serves the whole cluster, as Red Hat documents it for Elasticsearch
 * (https://docs.openshift.com/container-platform/4.2/logging/cluster-logging-deploying.html).
 */
function operatorNamespace(name: string, namespace: string, opts: Options): Resource[] {
  const home = new Namespace(
    `${name}-namespace`,
    {
      metadata: {
        name: namespace,
        labels: { "openshift.io/cluster-monitoring": "true" },
        // Its pods may run on every node.
        annotations: { "openshift.io/node-selector": "" },
      },
    },
    opts,
  );
  const group = new CustomResource(
    `${name}-group`,
    {
      apiVersion: "operators.coreos.com/v1",
      kind: "OperatorGroup",
      metadata: { name: namespace, namespace, annotations: goneAtOnce },
      // Without target namespaces: all of them.
      spec: {},
    },
    { ...opts, dependsOn: [home] },
  );
  return [home, group];
}
