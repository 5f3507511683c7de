import assert from "node:assert/strict";
import { packages } from "../../../../commands/preflight/packages";
import type { RawSettings } from "../../../../config";
import { allApis, given } from "./support";

const marketplace = "openshift-marketplace";
/** As the package server shows it to a namespace: its own name for where it was asked, and the catalog in the status. */
const manifest = (
  name: string,
  channels: string[],
  source = "redhat-operators",
  namespace = "openshift-operators",
) => ({
  metadata: { namespace, name },
  status: {
    catalogSource: source,
    catalogSourceNamespace: marketplace,
    channels: channels.map((one) => ({ name: one })),
  },
});
const subscription = (name: string, channel: string, status: object = { installedCSV: `${name}.v1` }) => ({
  metadata: { namespace: "openshift-operators", name },
  spec: { name, channel, source: "redhat-operators", sourceNamespace: marketplace },
  status,
});

const sail = (operator: RawSettings = {}) => ({ platform: "openshift", mesh: { kind: "sail", sail: { operator } } });
const maistra = (operators: RawSettings) => ({
  platform: "openshift",
  mesh: { kind: "maistra", maistra: { operators } },
});

const problems = (settings: RawSettings, manifests: object[], subscriptions: object[] = []) =>
  packages(
    given(settings, {
      apis: [...allApis, "packages.operators.coreos.com/v1"],
      objects: {
        "packagemanifests.packages.operators.coreos.com": manifests,
        "subscriptions.operators.coreos.com": subscriptions,
      },
    }),
  );

describe("The packages of a stack's operators", () => {
  it("are in their catalogs, with their channels", () => {
    assert.deepEqual(problems(sail(), [manifest("servicemeshoperator3", ["stable", "stable-3.4"])]), []);
  });

  it("that a catalog does not have are told one by one, with those that do, and what goes without", () => {
    const none = { install: true };
    const all = [
      manifest("kiali-ossm", ["stable"]),
      manifest("jaeger-product", ["stable"], "mine", "openshift-distributed-tracing"),
    ];
    const object = (name: string) => `Package ${name} of catalog ${marketplace}/redhat-operators`;
    const key = "istio-mesh:mesh.maistra.operators";
    assert.deepEqual(problems(maistra({ elasticsearch: none, jaeger: none }), all), [
      {
        object: object("elasticsearch-operator"),
        found: "the catalog does not have it, nor has another one",
        todo: `name a catalog that has it (${key}.elasticsearch.source), or leave it out: ${key}.elasticsearch.install: false`,
      },
      {
        object: object("jaeger-product"),
        found: `the catalog does not have it; ${marketplace}/mine has`,
        todo: `name a catalog that has it (${key}.jaeger.source), or leave it out: ${key}.jaeger.install: false, and no istio-mesh:addons.jaeger`,
      },
      {
        object: object("servicemeshoperator"),
        found: "the catalog does not have it, nor has another one",
        todo: `name a catalog that has it (${key}.serviceMesh.source), or set ${key}.serviceMesh.install: false if it is there already`,
      },
    ]);
  });

  it("that have not the channel are told with those that they have", () => {
    assert.deepEqual(problems(sail(), [manifest("servicemeshoperator3", ["stable", "stable-3.3"])]), [
      {
        object: `Package servicemeshoperator3 of catalog ${marketplace}/redhat-operators`,
        found: "it has no channel stable-3.4, but stable, stable-3.3",
        todo: "name one of them: istio-mesh:mesh.sail.operator.channel",
      },
    ]);
  });

  it("are those of the very catalog, which another namespace may have under the same name", () => {
    const other = manifest("servicemeshoperator3", ["stable-3.4"]);
    other.status.catalogSourceNamespace = "openshift-operators";
    const [problem] = problems(sail(), [other]);
    assert.equal(problem?.found, "the catalog does not have it; openshift-operators/redhat-operators has");
  });

  it("are not looked for once the operator is installed from there: catalogs lose packages, and are away at times", () => {
    const there = subscription("servicemeshoperator3", "stable-3.4");
    assert.deepEqual(problems(sail(), [], [there]), []);
    assert.equal(problems(sail({ channel: "stable" }), [], [there]).length, 1);
    assert.equal(problems(sail({ source: "mine" }), [], [there]).length, 1);
    // It still waits for its catalog.
    assert.equal(problems(sail(), [], [subscription("servicemeshoperator3", "stable-3.4", {})]).length, 1);
  });

  it("are nobody's business where the stack installs no operator, nor where the cluster does not tell", () => {
    assert.deepEqual(problems(sail({ install: false }), []), []);
    assert.deepEqual(problems({ platform: "openshift" }, []), []);
    assert.deepEqual(packages(given(sail())), []);
  });
});
