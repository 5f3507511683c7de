import type { MeshSettings } from "../../config";
import type { AddonName } from "../../config/addons";
import { maistraSettings } from "../../config/mesh/maistra";
import { operatorNamespace } from "../../config/mesh/operator";
import { operatorPackages } from "../../config/mesh/operatorPackages";
import { sailSettings } from "../../config/mesh/sail";

/** An operator of a catalog that a mesh is made by. */
export interface Operator {
  /** Its group in the settings. */
  key: string;
  /** Its package in the catalog. */
  package: string;
  /** Where its Subscription is to lie. */
  namespace: string;
  /** Whether the stack subscribes to it. */
  install: boolean;
  /** The channel of the package, and the catalog it is in: a CatalogSource and its namespace. */
  channel: string;
  source: string;
  sourceNamespace: string;
  /** The addon that goes without it. */
  addon?: AddonName;
  /** The API without which there is no control plane, by group and version: who does not install it must have it. */
  api?: string;
}

/** The operators of a mesh, also those that are there already by its settings. */
export function operatorsOf(mesh: MeshSettings): Operator[] {
  switch (mesh.kind) {
    case "sail": {
      const { package: name, install, channel, source, sourceNamespace } = sailSettings(mesh).operator;
      return [
        {
          key: "mesh.sail.operator",
          package: name,
          namespace: operatorNamespace,
          install,
          channel,
          source,
          sourceNamespace,
          api: "sailoperator.io/v1",
        },
      ];
    }
    case "maistra": {
      const { operators } = maistraSettings(mesh);
      return (Object.keys(operators) as (keyof typeof operators)[]).map((name) => {
        const { namespace, install, channel, source, sourceNamespace } = operators[name];
        return {
          key: `mesh.maistra.operators.${name}`,
          package: operatorPackages[name],
          namespace: namespace.name,
          install,
          channel,
          source,
          sourceNamespace,
          ...(name === "jaeger" || name === "kiali" ? { addon: name } : {}),
          // For v1.1 too: its conditions are only shown in the second API, which came with operator 2.0.
          ...(name === "serviceMesh" ? { api: "maistra.io/v2" } : {}),
        };
      });
    }
    case "istio":
    case "legacyIstio":
      return [];
  }
}
