import { flag, oneOf, section, text } from "../leaves";

/** The project that OpenShift has for operators of the whole cluster; it comes with an OperatorGroup. */
export const operatorNamespace = "openshift-operators";

/** What an operator's group has where the stack says nothing. */
export interface OperatorDefaults {
  /** The channel of its package to follow. */
  channel: string;
  /** Whether the stack installs it. */
  install?: boolean;
}

/**
 * One operator that the Operator Lifecycle Manager installs
 * (https://olm.operatorframework.io/docs/concepts/crds/subscription/).
 * `install: false`: it is there already, and its Subscription is somebody else's.
 */
export const operatorSettings = ({ channel, install = true }: OperatorDefaults) =>
  section({
    install: flag().default(install),
    channel: text("a channel of the operator's package, such as stable").default(channel),
    source: text("the name of a CatalogSource").default("redhat-operators"),
    sourceNamespace: text("the namespace of that CatalogSource").default("openshift-marketplace"),
    startingCSV: text("the full name of an operator's version, such as servicemeshoperator.v2.6.11").optional(),
    approval: oneOf(["Automatic", "Manual"]).default("Automatic"),
  });
