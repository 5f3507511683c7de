import { existsSync } from "node:fs";
import { kubeconfig } from "../cluster/layout";
import { isLocal, stack } from "./environment";
import { istioCrds } from "./istioCrds";
import { kubectl } from "./kubectl";
import { main } from "./main";
import { exportState } from "./pulumi";

/**
 * `make purge`: what `make down` leaves on purpose. Istio's custom resource definitions go only when no object of
 * their kinds is left and this stack is down; the certificates and revocation lists that istiod put into every namespace
 * go too, and those that Citadel of Istio 1.5 and older put there.
 */
main(() => {
  if (isLocal() && !existsSync(kubeconfig)) return console.log("No local cluster here, so nothing is installed.");
  if ((exportState().resources ?? []).some(({ custom, type }) => custom && type.startsWith("kubernetes:"))) {
    throw new Error(`Stack ${stack} is still installed: run \`make down STACK=${stack}\` first.`);
  }
  for (const release of ["istio-base", "istio-init"]) {
    const installed = kubectl("get", "secret", "-A", "-l", `owner=helm,name=${release}`, "-o", "name").trim();
    if (installed !== "")
      throw new Error(`Nothing was removed: a Helm release ${release} is installed, and these CRDs are its own.`);
  }
  const crds = istioCrds();
  const used = crds.filter((crd) => kubectl("get", crd, "-A", "-o", "name").trim() !== "");
  if (used.length > 0) {
    throw new Error(`Nothing was removed: there are still objects of ${used.join(", ")}, and they would go too.`);
  }
  if (crds.length > 0) kubectl("delete", "crd", ...crds);
  const certificates = crds.length > 0 ? certificateMaps() : [];
  for (const [namespace, name] of certificates) kubectl("delete", "configmap", "-n", namespace, name);
  const secrets = crds.length > 0 ? certificateSecrets() : [];
  for (const [namespace, name] of secrets) kubectl("delete", "secret", "-n", namespace, name);
  const also = secrets.length > 0 ? `, and ${secrets.length} certificate Secrets of Citadel` : "";
  console.log(
    `Removed ${crds.length} custom resource definitions and ${certificates.length} certificate maps of Istio${also}.`,
  );
});

/** What istiod put into every namespace; another istiod's are left alone. */
function certificateMaps(): [namespace: string, name: string][] {
  if (isDeployed("app=istiod")) return [];
  return namesOf("configmap", "-l", "istio.io/config=true").filter(([, name]) =>
    ["istio-ca-root-cert", "istio-ca-crl"].includes(name),
  );
}

/** What Citadel made for each account of every namespace (istio 1.5.10: security/pkg/k8s/controller); not another's. */
function certificateSecrets(): [namespace: string, name: string][] {
  return isDeployed("istio=citadel") ? [] : namesOf("secret", "--field-selector", "type=istio.io/key-and-cert");
}

function isDeployed(label: string): boolean {
  return kubectl("get", "deployment", "-A", "-l", label, "-o", "name").trim() !== "";
}

/** Namespace and name of the objects of a kind in all namespaces. */
function namesOf(kind: string, ...selection: string[]): [namespace: string, name: string][] {
  const columns = "custom-columns=:metadata.namespace,:metadata.name";
  const listed = kubectl("get", kind, "-A", ...selection, "--no-headers", "-o", columns).trim();
  return listed === "" ? [] : listed.split("\n").map((line) => line.trim().split(/\s+/) as [string, string]);
}
