import { isLocal, stack } from "../environment";
import { clusterName } from "../ownCluster";
import { checks } from "./checks";
import { stackCluster, type Cluster } from "./cluster";
import type { Finding, Result } from "./finding";
import { installed } from "./installed";
import { make } from "./steps";
import { render, total } from "./render";
import { unavailable } from "./unavailable";

/**
 * Makes all checks at once and says their results in order. Resolves with the exit code: 1 with an error, else 0.
 * Without anything installed, or without a cluster that answers, that is the only finding.
 */
export async function diagnose(say: (text: string) => void): Promise<number> {
  const findings: Finding[] = [];
  const report = (name: string, result: Result) => {
    findings.push(...result.findings);
    say(render(name, result));
  };
  const found = installed();
  if ("failure" in found) report("stack", found.failure);
  else {
    const cluster = stackCluster();
    const answer = await reached(cluster);
    report("cluster", answer);
    if (answer.findings.length === 0) {
      const running = checks.map(({ name, run }) => ({
        name,
        result: run({ cluster, outputs: found.outputs }).catch(unavailable),
      }));
      for (const { name, result } of running) report(name, await result);
    }
  }
  if ("outputs" in found && findings.length > 0)
    say(`Put kubectl, istioctl and pulumi into your shell: eval "$(${make("-s env")})"`);
  say(total(findings));
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Which cluster is diagnosed, and whether it answers. */
async function reached(cluster: Cluster): Promise<Result> {
  const local = isLocal();
  try {
    const { serverVersion } = JSON.parse(await cluster.kubectl("version", "-o", "json", "--request-timeout=10s")) as {
      serverVersion: { gitVersion: string };
    };
    const name = local ? "the local one" : clusterName(stack);
    return { summary: `${name}, Kubernetes ${serverVersion.gitVersion}`, findings: [] };
  } catch (error) {
    const { findings } = unavailable(error);
    const mend = local
      ? findings.map((finding) => ({ ...finding, next: [make("cluster"), ...finding.next] }))
      : findings;
    return { summary: "does not answer", findings: mend };
  }
}
