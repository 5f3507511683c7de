import { kubectl } from "./kubectl";

interface Crd {
  metadata: { name: string; annotations?: Record<string, string>; labels?: Record<string, string> };
  spec: { group: string };
}

/**
 * Istio's custom resource definitions on the cluster that a stack of ours made, which stay after `make down`
 * (helm.sh/resource-policy). Those of other people's Istio are never touched.
 */
export function istioCrds(): string[] {
  const { items } = JSON.parse(kubectl("get", "crd", "-o", "json")) as { items: Crd[] };
  const legacy = items.filter(isLegacy);
  const ours = items.filter(({ metadata }) => metadata.annotations?.[helmRelease] === "istio-base");
  // Those of istio-init bear no mark of their release: they are ours to remove only where no Istio runs.
  return [...ours, ...(legacy.length > 0 && runsControlPlane() ? [] : legacy)].map(({ metadata }) => metadata.name);
}

const helmRelease = "meta.helm.sh/release-name";

/**
 * Whether a Job of the chart istio-init applied it (Istio 1.1 to 1.5: files/crd-*.yaml). Their labels say so, all but three
 * of Mixer's in 1.1, which is gone since 1.8; the charts of today have the same labels, and Helm's annotation beside them;
 * whoever else installs them writes a label of his own.
 */
function isLegacy({ metadata: { annotations = {}, labels = {} }, spec: { group } }: Crd): boolean {
  const isIstios = group.endsWith(".istio.io") || group === "certmanager.k8s.io";
  const isLabelled = labels.release === "istio" && labels.heritage === "Tiller";
  const isOthers = helmRelease in annotations || Object.keys(labels).some((key) => othersLabel.test(key));
  return isIstios && !isOthers && (isLabelled || (group === "config.istio.io" && keptByHelm(annotations)));
}

/** Of istioctl and Istio's operator, of Maistra's operator, and of OLM for what is in a catalog, such as Sail's operator. */
const othersLabel = /operator\.istio\.io\/|^maistra-version$|^operators\.coreos\.com\//;

const keptByHelm = (annotations: Record<string, string>) => annotations["helm.sh/resource-policy"] === "keep";

/** Whether a control plane of Istio runs: istiod, or Pilot of 1.5 and older. */
const runsControlPlane = () =>
  ["app=istiod", "app=pilot"].some(
    (label) => kubectl("get", "deployment", "-A", "-l", label, "-o", "name").trim() !== "",
  );
