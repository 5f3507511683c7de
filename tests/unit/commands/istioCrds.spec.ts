import assert from "node:assert/strict";
import type * as IstioCrds from "../../../commands/istioCrds";
import { load } from "../tools/harness";

type Marks = Partial<Record<"annotations" | "labels", Record<string, string>>>;

describe("Istio's custom resource definitions", () => {
  const crd = (name: string, marks: Marks = {}) => ({
    metadata: { name, ...marks },
    spec: { group: name.slice(name.indexOf(".") + 1) },
  });
  const keep = { "helm.sh/resource-policy": "keep" };
  const labels = { app: "istio-pilot", chart: "istio", heritage: "Tiller", release: "istio" };
  const found = (items: object[], deployments = "") => {
    const { istioCrds } = load<typeof IstioCrds>("commands/istioCrds", {
      "commands/kubectl": {
        kubectl: (...args: string[]) => (args[1] === "deployment" ? deployments : JSON.stringify({ items })),
      },
    });
    return istioCrds();
  };

  it("are those that our base release made", () => {
    const items = [
      crd("gateways.networking.istio.io", { annotations: { "meta.helm.sh/release-name": "istio-base" }, labels }),
      crd("sidecars.networking.istio.io", { annotations: { "meta.helm.sh/release-name": "theirs" }, labels }),
      crd("telemetries.telemetry.istio.io"),
      crd("certificates.cert-manager.io"),
    ];
    assert.deepEqual(found(items), ["gateways.networking.istio.io"]);
  });

  const ofInit = [
    crd("gateways.networking.istio.io", { annotations: keep, labels }),
    // Without the annotation in Istio 1.2 to 1.4.
    crd("sidecars.networking.istio.io", { labels: { heritage: "Tiller", release: "istio" } }),
    // Without labels in Istio 1.1.
    crd("zipkins.config.istio.io", { annotations: keep }),
    crd("issuers.certmanager.k8s.io", { annotations: keep, labels: { ...labels, chart: "certmanager" } }),
  ];

  it("are those that istio-init applied, by their labels", () => {
    const others = [
      crd("telemetries.telemetry.istio.io", { annotations: keep }),
      crd("wasmplugins.extensions.istio.io", { labels: { ...labels, "operator.istio.io/component": "Base" } }),
      // By operators: of Maistra's, and of OLM's catalogs, such as Sail's.
      crd("envoyfilters.networking.istio.io", { annotations: keep, labels: { ...labels, "maistra-version": "2.0.0" } }),
      crd("gateways.networking.istio.io", {
        annotations: keep,
        labels: { ...labels, "operators.coreos.com/servicemeshoperator3.openshift-operators": "" },
      }),
      crd("attributemanifests.config.istio.io", { annotations: keep, labels: { "maistra-version": "2.0.0" } }),
      crd("shops.example.com", { labels }),
    ];
    assert.deepEqual(
      found([...ofInit, ...others]),
      ofInit.map(({ metadata }) => metadata.name),
    );
  });

  it("are not those of istio-init while a control plane runs, for nothing says whose they are", () => {
    const base = crd("gateways.networking.istio.io", { annotations: { "meta.helm.sh/release-name": "istio-base" } });
    assert.deepEqual(found([...ofInit, base], "deployment.apps/istio-pilot\n"), ["gateways.networking.istio.io"]);
  });
});
