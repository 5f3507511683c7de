import type { LegacyIstioMinor } from "../../versions";
import { legacyIstioMinors } from "../../versions";

/** The minor release that this version is of; undefined where it is not a release of Istio 1.1 to 1.5. */
export function legacyMinorOf(version: string): LegacyIstioMinor | undefined {
  return legacyIstioMinors.find(({ minor, highestPatch }) =>
    Array.from({ length: highestPatch + 1 }, (_, patch) => `${minor}.${patch}`).includes(version),
  );
}

/** The number of a minor release: 5 of 1.5.10. */
export const minorNumber = (version: string): number => Number(/^1\.(\d+)/.exec(version)?.[1]);

/** Why a release of Istio cannot run on a cluster, and what to do about it. */
export interface KubernetesProblem {
  found: string;
  todo: string;
}

/**
 * Why this Istio cannot run on that Kubernetes; undefined where it can. Also for a version of Istio that is none of these:
 * the settings refuse it before.
 * @param kubernetesVersion as the API server tells it: `v1.21.14`, `v1.21.14-eks-18ef993`, `1.21+`
 */
export function kubernetesProblem(istioVersion: string, kubernetesVersion: string): KubernetesProblem | undefined {
  const known = legacyMinorOf(istioVersion);
  if (!known) return undefined;
  const [lowest, highest] = known.kubernetes;
  const found = `Istio ${istioVersion} runs on ${lowest} to ${highest}`;
  const todo = "take another cluster";
  const minor = /^v?1\.(\d+)/.exec(kubernetesVersion)?.[1];
  if (minor === undefined) return { found: `${found}, and this is no version that this program can read`, todo };
  const cluster = Number(minor);
  const fits = ({ kubernetes: [from, to] }: LegacyIstioMinor) =>
    cluster >= minorNumber(from) && cluster <= minorNumber(to);
  if (fits(known)) return undefined;
  const other = legacyIstioMinors.filter(fits).at(-1);
  if (other) {
    return { found, todo: `take mesh.legacyIstio.version ${other.minor}.${other.highestPatch}, or another cluster` };
  }
  return { found, todo: cluster > minorNumber(highest) ? "take a current release (mesh.kind: istio)" : todo };
}
