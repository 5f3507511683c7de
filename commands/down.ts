import { existsSync } from "node:fs";
import { kubeconfig } from "../cluster/layout";
import { isLocal } from "./environment";
import { main } from "./main";
import { rememberOperatorVersions, removeOperatorVersions } from "./operatorVersions";
import { options } from "./options";
import { Phases } from "./phases";
import { csvs } from "./preflight/foreignOperators";
import { prepare, say } from "./prepare";
import { pulumi } from "./pulumi";
import { recover } from "./recover";
import { install } from "./install";
import { istioCrds } from "./istioCrds";

/** `make down`: removes what the stack made, in the reverse of the order in which it was made. */
main(async () => {
  if (isLocal() && !existsSync(kubeconfig)) {
    console.log("No local cluster here, so nothing is installed.");
    return 0;
  }
  await prepare(new Phases(), { removes: true });
  const recovery = await recover(say);
  if (recovery.takesOver) {
    say("What the killed run had begun is finished first, or it would stay behind unknown.");
    // Nobody's options, and no policy: it is all removed next.
    const code = await install(recovery, []);
    if (code !== 0) return code;
  }
  const versions = rememberOperatorVersions();
  const code = await pulumi(["destroy", "--yes", ...options()], recovery.environment);
  if (code !== 0) return code;
  const { removed, kept } = removeOperatorVersions(versions);
  for (const { namespace, name } of removed) {
    console.log(
      `Removed the operator ${name} from namespace ${namespace}: OLM leaves it there without a Subscription.`,
    );
  }
  for (const { namespace, name, why } of kept) {
    console.log(
      [
        `Kept the operator ${name} in namespace ${namespace}: ${why}.`,
        "Nothing updates it without a Subscription, and OLM takes no new one as long as it is there: a stack uses it with `install: false`.",
        `When nothing needs it any more: kubectl delete ${csvs} -n ${namespace} ${name}`,
      ].join("\n"),
    );
  }
  const stays = [...istioCrdsLeft(), ...operatorCrdsLeft(removed.flatMap(({ crds }) => crds))];
  if (stays.length > 0) console.log(`\nWhat stays: ${stays.join("\n")}`);
  return 0;
});

const why = "because removing one removes every object of its kind,\nother people's too.";

function istioCrdsLeft(): string[] {
  const left = istioCrds();
  return left.length === 0
    ? []
    : [`${left.length} custom resource definitions of Istio, ${why} \`make purge\` removes them.`];
}

function operatorCrdsLeft(crds: readonly string[]): string[] {
  return crds.length === 0
    ? []
    : [
        `${crds.length} custom resource definitions of the operators, ${why} By hand: kubectl delete crd ${crds.join(" ")}`,
      ];
}
