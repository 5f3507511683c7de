import { CustomResource, CustomResourcePatch } from "@pulumi/kubernetes/apiextensions";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { goneAtOnce } from "../deletion";

/** An operator of a catalog, and how the Operator Lifecycle Manager (OLM) keeps it up to date. */
export interface SubscriptionArgs {
  /** The operator's package in the catalog; also the name of the Subscription. */
  package: string;
  /** A namespace with an OperatorGroup, such as openshift-operators. */
  namespace: string;
  /** The package's channel to follow. */
  channel: string;
  /** The CatalogSource. */
  source: string;
  /** Namespace of the CatalogSource. */
  sourceNamespace: string;
  /** The version to install first. Default: the channel's newest. */
  startingCSV?: string;
  /** Manual: a person approves each InstallPlan, also the first one. */
  approval: "Automatic" | "Manual";
}

/** A Subscription; it says which operator it is for. */
export class OperatorSubscription extends CustomResource {
  /** Name of OLM's own Operator object for it (olm: pkg/controller/operators/decorators/operator.go). */
  readonly operator: string;

  constructor(name: string, args: SubscriptionArgs, opts?: CustomResourceOptions) {
    const { package: packageName, namespace, channel, source, sourceNamespace, startingCSV, approval } = args;
    super(
      name,
      {
        apiVersion: "operators.coreos.com/v1alpha1",
        kind: "Subscription",
        metadata: { name: packageName, namespace, annotations: { ...goneAtOnce, [waitFor]: installed(approval) } },
        spec: {
          name: packageName,
          channel,
          source,
          sourceNamespace,
          ...(startingCSV === undefined ? {} : { startingCSV }),
          installPlanApproval: approval,
        },
      },
      opts,
    );
    this.operator = `${packageName}.${namespace}`;
  }
}

const waitFor = "pulumi.com/waitFor";

/** Asks OLM for an operator and waits until it has written down the operator's version (its CSV). */
export const subscription = (name: string, args: SubscriptionArgs, opts?: CustomResourceOptions) =>
  new OperatorSubscription(name, args, opts);

/** Under manual approval the state is UpgradePending for ever once the channel has something newer. */
function installed(approval: SubscriptionArgs["approval"]): string {
  const version = "jsonpath={.status.installedCSV}";
  return approval === "Manual" ? version : JSON.stringify([version, "jsonpath={.status.state}=AtLatestKnown"]);
}

/**
 * Waits until the operator's CSV has Succeeded: its CRDs are there and its pods run.
 *
 * It asks OLM's Operator object, which lists the CSV with its phase, not the CSV itself. That one's name is only known once
 * the Subscription is there, and the provider refuses a patch without a name at preview (4.18.1: provider.go, Check). And
 * OLM passes a CSV's annotations on to the operator's pods, which then start anew (olm: pkg/controller/install/deployment.go).
 */
export function succeededCsv(
  name: string,
  { operator }: OperatorSubscription,
  opts?: CustomResourceOptions,
): CustomResourcePatch {
  const csv = '.status.components.refs[?(@.kind=="ClusterServiceVersion")]';
  const phase = `jsonpath={${csv}.conditions[?(@.type=="Succeeded")].status}=True`;
  return new CustomResourcePatch(
    name,
    {
      apiVersion: "operators.coreos.com/v1",
      kind: "Operator",
      metadata: { name: operator, annotations: { [waitFor]: phase } },
    },
    opts,
  );
}
