import type { MaistraSettings } from "./maistra";

/** What the operators of OpenShift Service Mesh 2 are called in Red Hat's catalog. */
export const operatorPackages: Record<keyof MaistraSettings["operators"], string> = {
  elasticsearch: "elasticsearch-operator",
  jaeger: "jaeger-product",
  kiali: "kiali-ossm",
  serviceMesh: "servicemeshoperator",
};
