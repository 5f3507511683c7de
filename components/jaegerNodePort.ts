import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { goneAtOnce } from "./deletion";

export interface JaegerNodePortArgs {
  namespace: string;
  /** Port of every node. */
  nodePort: number;
  /** The pods that show Jaeger's page. */
  selector: Record<string, string>;
}

/** The policy pack refuses an addon that is open without a login; this one is open because somebody said so. */
const onPurpose = {
  "istio-guard.ignore/addon-exposure": "addons.jaeger.nodePort in the stack's file opens it on purpose",
};

/**
 * Jaeger's page on a port of every node, as the guides have it, without any login: the choice of whoever sets it. A Service of its
 * own, since those of the charts have one type for all of their ports, and would open those for spans as well.
 */
export const jaegerNodePort = (
  name: string,
  { namespace, nodePort, selector }: JaegerNodePortArgs,
  opts: CustomResourceOptions,
): k8s.core.v1.Service =>
  new k8s.core.v1.Service(
    name,
    {
      metadata: { name: "jaeger-query-nodeport", namespace, annotations: { ...goneAtOnce, ...onPurpose } },
      spec: {
        type: "NodePort",
        selector,
        ports: [{ name: "http-query", port: 16686, targetPort: 16686, nodePort }],
      },
    },
    opts,
  );
