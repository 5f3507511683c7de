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

/**
 * Why this Istio cannot run on that Kubernetes; undefined where it can. Also for a version of Istio that is none of these:
 * the settings refuse it before.
 * @param kubernetesVersion as the API server tells it: `v1.21.14`, `v1.21.14-eks-18ef993`, `1.21+`
 */
export function kubernetesProblem(istioVersion: string, kubernetesVersion: string): string | undefined {
  const known = legacyMinorOf(istioVersion);
  const found = /^v?1\.(\d+)/.exec(kubernetesVersion);
  if (!known) return undefined;
  const [lowest, highest] = known.kubernetes;
  const range = `Istio ${istioVersion} runs on Kubernetes ${lowest} to ${highest}`;
  if (!found) return `${range}, and "${kubernetesVersion}" is no version of Kubernetes that this program can read`;
  const cluster = Number(found[1]);
  const fits = ({ kubernetes: [from, to] }: LegacyIstioMinor) =>
    cluster >= minorNumber(from) && cluster <= minorNumber(to);
  if (fits(known)) return undefined;
  const other = legacyIstioMinors.filter(fits).at(-1);
  const todo = other
    ? `take mesh.legacyIstio.version ${other.minor}.${other.highestPatch}, or another cluster`
    : cluster > minorNumber(highest)
      ? "take a current release (mesh.kind: istio)"
      : "take another cluster";
  return `${range}, and this cluster is Kubernetes ${kubernetesVersion}: ${todo}`;
}
