import assert from "node:assert/strict";
import { crds, judgeCrds, type Crd } from "../../../../../commands/doctor/checks/crds";
import { brief, cluster, outputs, steps } from "../objects";

describe("doctor: custom resource definitions", () => {
  const crd = (name: string, conditions: object[] | null = [{ type: "Established", status: "True" }]): Crd => ({
    metadata: { name },
    spec: { group: name.slice(name.indexOf(".") + 1) },
    status: { conditions: conditions as NonNullable<Crd["status"]>["conditions"] },
  });
  const all = [
    ..."destinationrules envoyfilters gateways proxyconfigs serviceentries sidecars virtualservices workloadentries workloadgroups"
      .split(" ")
      .map((plural) => crd(`${plural}.networking.istio.io`)),
    crd("authorizationpolicies.security.istio.io"),
    crd("peerauthentications.security.istio.io"),
    crd("requestauthentications.security.istio.io"),
    crd("telemetries.telemetry.istio.io"),
    crd("wasmplugins.extensions.istio.io"),
  ];
  const others = [crd("trafficextensions.extensions.istio.io"), crd("certificates.cert-manager.io", [])];

  it("are well when Istio's are there and established; those of others are not ours to judge", () => {
    assert.deepEqual(judgeCrds([...all, ...others], outputs), { summary: "15 definitions established", findings: [] });
  });

  it("are in error when one is missing", () => {
    const result = judgeCrds(all.slice(1), outputs);
    assert.equal(result.summary, "13 definitions established");
    assert.deepEqual(brief(result), [
      "error CustomResourceDefinition destinationrules.networking.istio.io: it is not there",
    ]);
    const source = "https://raw.githubusercontent.com/istio/istio/1.30.4/manifests/charts/base/files/crd-all.gen.yaml";
    const [create = "", annotate = ""] = steps(result);
    assert.ok(create.startsWith(`kubectl create -f ${source} `));
    assert.match(annotate, /^kubectl annotate crd destinationrules\S+ meta.helm.sh\/release-name=istio-base /);
  });

  it("are taken from the stack's own charts, and are not marked as ours where the stack installs none", () => {
    const theirs = { ...outputs, meshVersion: "/charts", meshReleases: [] };
    const next = steps(judgeCrds(all.slice(1), theirs));
    assert.equal(next.length, 1);
    assert.match(next.join(), /^kubectl create -f \/charts\/base\/files\/crd-all\.gen\.yaml /);
  });

  it("may be others where the mesh is not made of today's charts, and only have to be well", () => {
    const older = { ...outputs, meshVersion: undefined };
    assert.deepEqual(judgeCrds(all.slice(1), older).findings, []);
    assert.equal(judgeCrds([...all, crd("new.security.istio.io", null)], older).findings.length, 1);
  });

  it("are in error when one is not established, whichever of Istio's groups it is of", () => {
    const conflict = [{ type: "NamesAccepted", status: "False", message: "name is taken" }];
    const result = judgeCrds([...all, crd("trafficextensions.extensions.istio.io", conflict)], outputs);
    assert.equal(result.summary, "14 definitions established");
    assert.deepEqual(brief(result), [
      "error CustomResourceDefinition trafficextensions.extensions.istio.io: not established: name is taken",
    ]);
    assert.match(brief(judgeCrds([...all, crd("new.security.istio.io", null)], outputs)).join(), /: not established$/);
  });

  it("are what the cluster lists", async () => {
    const asked = cluster({ customresourcedefinitions: all });
    assert.deepEqual((await crds.run({ cluster: asked, outputs })).findings, []);
  });
});
