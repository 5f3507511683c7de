import { istioCrds } from "./istioCrds";
import { kubectl } from "./kubectl";
import { main } from "./main";
import { pulumiOutput, ensureStack } from "./pulumi";
import { stack } from "./environment";

/**
 * `make purge`: what `make down` leaves on purpose. Istio's custom resource definitions go only when no object of
 * their kinds is left and this stack is down; the root certificates that istiod put into every namespace go too.
 */
main(async () => {
  ensureStack();
  const resources = JSON.parse(pulumiOutput(["stack", "export", "--stack", stack])) as Exported;
  if ((resources.deployment?.resources ?? []).some(({ custom }) => custom)) {
    throw new Error(`Stack ${stack} is still installed: run \`make down STACK=${stack}\` first.`);
  }
  const crds = istioCrds();
  const used = crds.filter((crd) => kubectl("get", crd.replace(/.*\//, ""), "-A", "-o", "name").trim() !== "");
  if (used.length > 0) {
    throw new Error(`Nothing was removed: there are still objects of ${used.join(", ")}, and they would go too.`);
  }
  if (crds.length > 0) kubectl("delete", ...crds);
  const certificates = kubectl("delete", "configmap", "-A", "-l", "istio.io/config=true", "--field-selector", "metadata.name=istio-ca-root-cert");
  console.log(`Removed ${crds.length} custom resource definitions and ${certificates.split("\n").filter(Boolean).length} root certificates.`);
});

interface Exported {
  deployment?: { resources?: { custom?: boolean }[] };
}
