import { operatorsOf } from "./operators";
import type { Check, Problem } from "./problem";

/** The API of the Operator Lifecycle Manager, and that of OpenShift's Routes. */
export const olm = "operators.coreos.com/v1alpha1";
export const route = "route.openshift.io/v1";

/** A cluster serves what must be there before anything of the stack is. */
export const servedApis: Check = ({ settings: { platform, mesh }, apis }) => {
  const operators = operatorsOf(mesh);
  const installed = operators.filter(({ install }) => install).map(({ key }) => `istio-mesh:${key}.install: false`);
  const lacking = (api: string, todo: string): Problem[] =>
    apis.has(api) ? [] : [{ object: `API ${api}`, found: "the cluster does not serve it", todo }];
  return [
    ...(platform === "openshift"
      ? lacking(route, "OpenShift does: name another cluster, or set istio-mesh:platform: kubernetes")
      : []),
    ...(installed.length > 0
      ? lacking(
          olm,
          `install the Operator Lifecycle Manager (OLM), or the operators in another way and set ${installed.join(", ")}`,
        )
      : []),
    ...operators.flatMap(({ key, api, install }) =>
      api && !install ? lacking(api, `set istio-mesh:${key}.install: true, or install that operator yourself`) : [],
    ),
  ];
};
