import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { istioChartOf, sourceKindOf } from "../model/istioCharts";
import type { MeshObject } from "../model/object";
import { releaseOf } from "../model/releases";
import type { Rule } from "../rule";

const config = z.strictObject({
  repositories: z
    .array(z.string().regex(/^(https|oci):\/\/\S+$/, 'write an address that begins with "https://" or "oci://"'))
    .default([])
    .describe(
      'Repositories of yours that hold Istio\'s or Kiali\'s charts: "https://charts.example.com/istio", "oci://registry.example.com/istio".',
    ),
});

type Config = z.infer<typeof config>;

/** Who publishes a chart, and where. */
interface Publisher {
  name: string;
  repositories: readonly string[];
}

const ISTIOS = [
  "https://istio-release.storage.googleapis.com/charts",
  "oci://registry.istio.io/release/charts",
  "oci://gcr.io/istio-release/charts",
  "https://storage.googleapis.com/istio-release/releases",
];

const ISTIO: Publisher = { name: "Istio", repositories: ISTIOS };
const KIALI: Publisher = { name: "Kiali", repositories: ["https://kiali.org/helm-charts"] };

const WHY = `A chart decides which images run with the rights of the control plane: that of istiod can read every Secret of the
cluster and configures every proxy. Istio publishes its charts in
[one repository](https://istio.io/latest/docs/setup/install/helm/) (\`${ISTIOS[0]}\`) and, as OCI artifacts, in
\`${ISTIOS[1]}\`; a chart of the same name from elsewhere is something else. A mirror of your own is
fine: list it under \`repositories\`. A folder is taken for what it is, and so is a repository that only your Helm knows by a name
(\`istio/istiod\`). The names \`base\`, \`gateway\` and \`cni\` count as Istio's where the source, the Release or its namespace says
\`istio\`.

Kiali, too, reads and changes the configuration of the whole mesh: its charts \`kiali-server\` and \`kiali-operator\` come from
[${KIALI.repositories[0]}](https://kiali.io/docs/installation/installation-guide/install-with-helm/). Charts named prometheus, grafana or jaeger
are published by many, and may come from any of them.

By plain \`http\` no chart may come, Istio's or another: who sits on the way can change it.`;

/** Istio's or Kiali's charts from somebody else. */
export const chartSource: Rule<Config> = {
  name: "chart-source",
  codes: [],
  description:
    "Istio's and Kiali's charts come from their own repositories or from yours, and no chart comes by plain http.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Many keep a mirror of the charts, which this pack knows only once it is listed.",
  },
  scope: "object",
  kinds: ["helm.sh/Release"],
  config,
  *check(release, _, { repositories }) {
    const from = sourceOf(release);
    if (from?.field.text === undefined) return;
    if (from.field.text.startsWith("http://")) {
      yield plain(release, from.field);
      return;
    }
    const publisher = publisherOf(release);
    if (publisher && !isListed(from.base, [...publisher.repositories, ...repositories]))
      yield foreign(release, from.field, publisher);
  },
};

/** Of the charts that only one project publishes; undefined of all others. */
function publisherOf(release: MeshObject): Publisher | undefined {
  if (istioChartOf(release)) return ISTIO;
  return ["kiali-server", "kiali-operator"].includes(releaseOf(release).chart) ? KIALI : undefined;
}

/** Where a Release's chart is loaded from: the field that says it, and the repository there; undefined for a folder. */
function sourceOf(release: MeshObject): { field: Field; base: string } | undefined {
  const chart = release.root.get("chart");
  const repo = release.root.get("repositoryOpts").get("repo");
  switch (sourceKindOf(release)) {
    case "repository":
      return { field: repo, base: repo.text ?? "" };
    case "oci":
    case "archive":
      return { field: chart, base: (chart.text ?? "").replace(/\/[^/]*$/, "") };
    case "folder":
    case "unclear":
      return undefined;
  }
}

function isListed(base: string, allowed: readonly string[]): boolean {
  return allowed
    .map((one) => one.replace(/\/+$/, ""))
    .some((one) => base.replace(/\/+$/, "") === one || base.startsWith(`${one}/`));
}

function plain(release: MeshObject, field: Field): Finding {
  return found(release, field, {
    problem: "which is not encrypted: who sits on the way can change the chart",
    allowed: "an address that begins with https:// or oci://",
    fix: "use the repository's https address",
  });
}

function foreign(release: MeshObject, field: Field, { name, repositories }: Publisher): Finding {
  const some = repositories.slice(0, 2).map((one) => `"${one}"`);
  return found(release, field, {
    problem: `which is not a repository of ${name}`,
    allowed: `${some.join(", ")}, a folder, or what repositories of this rule lists`,
    fix: `load the chart from ${name}'s repository, or list your mirror under repositories of this rule`,
  });
}
