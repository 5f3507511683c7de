import { existsSync } from "node:fs";
import { kubeconfig } from "../cluster/layout";
import { isLocal, stack } from "./environment";
import { istioCrds } from "./istioCrds";
import { kubectl } from "./kubectl";
import { main } from "./main";
import { exportState } from "./pulumi";

/**
 * `make purge`: what `make down` leaves on purpose. Istio's custom resource definitions go only when no object of
 * their kinds is left and this stack is down; the certificates and revocation lists that istiod put into every namespace go too.
 */
main(() => {
  if (isLocal() && !existsSync(kubeconfig)) return console.log("No local cluster here, so nothing is installed.");
  if ((exportState().resources ?? []).some(({ custom, type }) => custom && type.startsWith("kubernetes:"))) {
    throw new Error(`Stack ${stack} is still installed: run \`make down STACK=${stack}\` first.`);
  }
  const releases = kubectl("get", "secret", "-A", "-l", "owner=helm,name=istio-base", "-o", "name").trim();
  if (releases !== "")
    throw new Error("Nothing was removed: a Helm release istio-base is installed, and these CRDs are its own.");
  const crds = istioCrds();
  const used = crds.filter((crd) => kubectl("get", crd, "-A", "-o", "name").trim() !== "");
  if (used.length > 0) {
    throw new Error(`Nothing was removed: there are still objects of ${used.join(", ")}, and they would go too.`);
  }
  if (crds.length > 0) kubectl("delete", "crd", ...crds);
  const certificates = crds.length > 0 ? certificateMaps() : [];
  for (const [namespace, name] of certificates) kubectl("delete", "configmap", "-n", namespace, name);
  console.log(
    `Removed ${crds.length} custom resource definitions and ${certificates.length} certificate maps of Istio.`,
  );
});

/** What istiod put into every namespace; another istiod's are left alone. */
function certificateMaps(): [namespace: string, name: string][] {
  if (kubectl("get", "deployment", "-A", "-l", "app=istiod", "-o", "name").trim() !== "") return [];
  const columns = "custom-columns=:metadata.namespace,:metadata.name";
  const listed = kubectl("get", "configmap", "-A", "-l", "istio.io/config=true", "--no-headers", "-o", columns);
  return listed
    .split("\n")
    .map((line) => line.trim().split(/\s+/) as [string, string])
    .filter(([, name]) => ["istio-ca-root-cert", "istio-ca-crl"].includes(name));
}
