import type { MeshSettings } from "../../config";
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
  /** The API without which there is no control plane, by group and version: who does not install it must have it. */
  api?: string;
}

/** The operators of a mesh, also those that are there already by its settings. */
export function operatorsOf(mesh: MeshSettings): Operator[] {
  switch (mesh.kind) {
    case "sail": {
      const { operator } = sailSettings(mesh);
      const { package: name, install } = operator;
      const api = "sailoperator.io/v1";
      return [{ key: "mesh.sail.operator", package: name, namespace: operatorNamespace, install, api }];
    }
    case "maistra": {
      const { operators } = maistraSettings(mesh);
      return (Object.keys(operators) as (keyof typeof operators)[]).map((name) => {
        const { namespace, install } = operators[name];
        return {
          key: `mesh.maistra.operators.${name}`,
          package: operatorPackages[name],
          namespace: namespace.name,
          install,
          ...(name === "serviceMesh" ? { api: "maistra.io/v1" } : {}),
        };
      });
    }
    case "istio":
    case "legacyIstio":
      return [];
  }
}
