import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { ChartSource } from "../model/istioCharts";
import { sourceKindOf } from "../model/istioCharts";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `A Release without a version installs whatever the repository holds on that day, and with a range (\`~1.30\`, \`1.30\`,
\`>=1.29\`) the newest that fits
([version constraints of Helm](https://helm.sh/docs/helm/helm_install/)). The same program then gives another mesh tomorrow: two
stacks of one commit differ, a preview says nothing of it, and going back to an earlier commit brings nothing back. Istio in
particular must be upgraded
[one or two minor releases at a time](https://istio.io/latest/docs/releases/supported-releases/), its control plane before its
proxies.

Asked of every Release of [kubernetes.helm.sh/v3](https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/) whose
chart comes from a repository or a registry. A folder or an archive is pinned by what it holds, an OCI reference by its tag or digest.`;

/** A chart without an exact version makes of one program another mesh every month. */
export const pinnedCharts: Rule<Config> = {
  name: "pinned-charts",
  codes: [],
  description: "Helm Releases name the exact version of their chart.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Without it, an update that changes nothing in the program may upgrade the control plane.",
  },
  scope: "object",
  kinds: ["helm.sh/Release"],
  config,
  *check(release) {
    const source = sourceKindOf(release);
    if (isPinned(release, source)) return;
    const version = release.root.get("version");
    if (version.text) yield* checkVersion(release);
    // A chart that may be a folder needs none.
    else if (source !== "unclear" && !release.partial) {
      const none = version.missing || version.text === "";
      yield unpinned(release, none ? "so the newest one is installed" : "which is not a version");
    }
  },
};

function isPinned({ root }: MeshObject, source: ChartSource): boolean {
  const chart = root.get("chart").text ?? "";
  return source === "folder" || source === "archive" || (source === "oci" && /[:@][^/]+$/.test(chart));
}

function* checkVersion(release: MeshObject): Iterable<Finding> {
  const version = release.root.get("version").text ?? "";
  if (/^v?\d+\.\d+\.\d+(-[0-9a-z.-]+)?(\+[0-9a-z.-]+)?$/i.test(version)) return;
  yield unpinned(release, "which is not one exact version, so an update may install another one");
}

function unpinned(release: MeshObject, problem: string): Finding {
  return found(release, release.root.get("version"), {
    problem,
    allowed: 'an exact version such as "1.30.4"',
    fix: "write the version that is installed now, and change it when you mean to upgrade",
  });
}
