import { manifests, toolFile } from "./files";
import { apply, applyCrds } from "./install";
import { nodeObject, writeStages } from "./node";
import { namespaces, platformObjects } from "./objects";
import { operatorWebhookObjects, writeOperatorFiles } from "./operator";
import { stubCrds } from "./stubCrds";

const olmKinds = [
  "catalogsources",
  "clusterserviceversions",
  "installplans",
  "operatorgroups",
  "operators",
  "subscriptions",
];

/** The CRDs of Route and OLM, as their projects publish them. */
const platformCrds = () =>
  ["route.crd.yaml", ...olmKinds.map((kind) => `operators.coreos.com_${kind}.yaml`)].flatMap((file) =>
    manifests(toolFile("openshift-crds", file)),
  );

/**
 * Makes of a plain cluster what the program sees of OpenShift. The kinds of Jaeger, Kiali and the network come at once and not with
 * their operators: the Maistra operator does not notice those that come after it has started. Its own kinds come with its CSV.
 */
export function prepareOpenshift(): void {
  applyCrds([...platformCrds(), ...stubCrds()]);
  apply(namespaces());
  apply([nodeObject(), ...platformObjects(), ...operatorWebhookObjects()]);
  writeStages();
  writeOperatorFiles();
}
