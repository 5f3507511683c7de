import { istioKinds, istioResources } from "../../istioKinds";
import type { Outputs } from "../installed";
import { count, type Check, type Finding, type Result } from "../finding";
import type { Condition, Metadata } from "../objects";

export interface Crd {
  metadata: Metadata;
  spec: { group: string };
  status?: { conditions?: Condition[] | null };
}

/** Istio's custom resource definitions are there and the API server serves them; kinds that are not of every release only have to be well. */
export const crds: Check = {
  name: "CRDs",
  run: async ({ cluster, outputs }) => judgeCrds(await cluster.list<Crd>("customresourcedefinitions"), outputs),
};

export function judgeCrds(all: Crd[], { meshVersion, meshReleases, meshNamespace }: Outputs): Result {
  const istio = all.filter(({ spec }) => spec.group in istioKinds);
  const names = new Set(istio.map(({ metadata }) => metadata.name));
  // An operator and the charts of 1.1 to 1.5 bring kinds of their own.
  const needed = meshVersion === undefined ? [] : istioResources;
  const missing = needed.filter((name) => !names.has(name));
  const mark = ["release-name=istio-base", `release-namespace=${meshNamespace}`].map((one) => `meta.helm.sh/${one}`);
  const absent = (name: string): Finding => ({
    severity: "error",
    object: `CustomResourceDefinition ${name}`,
    found: "it is not there",
    expected: "Istio's definition: without it, istiod cannot watch this kind and its objects are gone",
    next: [
      `kubectl create -f ${definitions(meshVersion)} # AlreadyExists of the others is right`,
      // By Helm's mark `make purge` tells ours from those of another Istio.
      ...(meshReleases.includes("istio-base") ? [`kubectl annotate crd ${name} ${mark.join(" ")}`] : []),
    ],
  });
  const findings = [...missing.map(absent), ...istio.flatMap(notEstablished)];
  const well = istio.length - findings.length + missing.length;
  return { summary: `${count(well, "definition")} established`, findings };
}

/** The file of Istio's definitions, which its chart `base` installs: in the stack's charts, or of its version. */
function definitions(meshVersion = ""): string {
  const charts = meshVersion.includes("/")
    ? meshVersion
    : `https://raw.githubusercontent.com/istio/istio/${meshVersion}/manifests/charts`;
  return `${charts}/base/files/crd-all.gen.yaml`;
}

function notEstablished({ metadata: { name }, status }: Crd): Finding[] {
  const conditions = status?.conditions ?? [];
  if (conditions.some(({ type, status }) => type === "Established" && status === "True")) return [];
  const reason = conditions.find(({ status, message }) => status === "False" && message)?.message;
  return [
    {
      severity: "error",
      object: `CustomResourceDefinition ${name}`,
      found: `not established${reason ? `: ${reason}` : ""}`,
      expected: "Established, so that its objects can be read and written",
      next: [`kubectl describe crd ${name}`],
    },
  ];
}
