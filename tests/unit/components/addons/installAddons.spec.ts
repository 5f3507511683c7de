import assert from "node:assert/strict";
import type { AddonName } from "../../../../config";
import { addonNames } from "../../../../config";
import { addonCharts } from "../../../../versions";
import { runProgram } from "../../support/program";
import type { Registered } from "../../support/recorder";
import { allDependencies, named, ofKind } from "../../support/recorder";
import { all, install, releaseOf } from "./support";

const components: Record<AddonName, string> = {
  prometheus: "Prometheus",
  grafana: "Grafana",
  jaeger: "Jaeger",
  kiali: "Kiali",
};

/** Which resources differ between two stacks, as a preview would show: by the types and the name of their URN. */
function difference(one: readonly Registered[], other: readonly Registered[]): string[] {
  // Of the provider the tests' own kubeconfig has another name each time.
  const texts = (resources: readonly Registered[]) =>
    new Map(
      resources
        .filter(({ type }) => !type.startsWith("pulumi:providers:"))
        .map(({ urn, inputs }) => [urn.split("::").slice(2).join("::"), JSON.stringify(inputs)]),
    );
  const [before, after] = [texts(one), texts(other)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((urn) => before.get(urn) !== after.get(urn));
}

/** Prometheus is beneath the two that need it. */
const subsets = Array.from({ length: 16 }, (_, bits) => addonNames.filter((_name, index) => bits & (1 << index)));
const allowed = subsets.filter(
  (names) => names.includes("prometheus") || !names.some((name) => name === "grafana" || name === "kiali"),
);

describe("Addons, on or off", () => {
  const stacks = new Map<string, Registered[]>();
  const stackOf = async (names: readonly AddonName[]) => {
    const key = names.join();
    const known = stacks.get(key);
    if (known) return known;
    const addons = Object.fromEntries(addonNames.map((name) => [name, { enabled: names.includes(name) }]));
    const { resources } = await runProgram("addons", { addons, namespaces: [{ name: "shop" }] });
    stacks.set(key, resources);
    return resources;
  };

  for (const names of allowed) {
    const others = addonNames.filter(
      (name) => !names.includes(name) && allowed.some((set) => isWith(set, names, name)),
    );
    for (const added of others) {
      it(`${names.join(", ") || "none"}; with ${added} only what is ${components[added]}'s differs`, async () => {
        const after = await stackOf(addonNames.filter((name) => name === added || names.includes(name)));
        const changed = difference(await stackOf(names), after);
        const own = changed.filter((urn) => urn.startsWith(`istio-mesh:addons:${components[added]}`));
        assert.ok(own.length > 0);
        // Kiali alone is told of the other two that it can show.
        const told = names.includes("kiali") && (added === "grafana" || added === "jaeger");
        assert.deepEqual(
          changed.filter((urn) => !own.includes(urn)),
          told ? ["istio-mesh:addons:Kiali$kubernetes:helm.sh/v3:Release::kiali-release"] : [],
        );
      });
    }
  }

  for (const names of subsets.filter((set) => !allowed.includes(set))) {
    it(`${names.join(", ")}: refused without Prometheus`, async () => {
      await assert.rejects(() => stackOf(names), /addons\.(grafana|kiali)\.enabled/);
    });
  }

  it("are the same with no group and with one that is off", async () => {
    const { resources } = await runProgram("addons", { namespaces: [{ name: "shop" }] });
    assert.deepEqual(difference(resources, await stackOf([])), []);
  });

  it("are told by the program's output", async () => {
    const { outputs } = await runProgram("addons", {
      addons: { prometheus: {}, kiali: {}, jaeger: { enabled: false } },
    });
    assert.deepEqual(outputs.addons, ["prometheus", "kiali"]);
  });
});

function isWith(set: readonly AddonName[], names: readonly AddonName[], added: AddonName): boolean {
  return set.length === names.length + 1 && [...names, added].every((name) => set.includes(name));
}

describe("The Release of an addon", () => {
  for (const name of addonNames) {
    it(`${name}: is its own chart, pinned, in the control plane's namespace, waited for, after the control plane`, async () => {
      const resources = await install(all);
      const release = releaseOf(resources, name);
      const { chart, version, repository } = addonCharts[name];
      assert.deepEqual(
        [release.name, release.namespace, release.chart, release.version, release.repositoryOpts],
        [name, "istio-system", chart, version, { repo: repository }],
      );
      assert.deepEqual([release.timeout, release.replace, release.skipCrds], [300, true, true]);
      const after = allDependencies(resources, named(resources, `${name}-release`));
      assert.ok(after.has(named(resources, "control-plane").urn));
    });

    it(`${name}: may come from elsewhere, in another version`, async () => {
      const from = async (charts: object) =>
        releaseOf(await install({ ...all, [name]: { version: "1.2.3", charts } }), name);
      const { chart } = addonCharts[name];
      const mirrored = await from({ url: "https://charts.example.com" });
      assert.deepEqual([mirrored.version, mirrored.repositoryOpts], ["1.2.3", { repo: "https://charts.example.com" }]);
      const oci = await from({ from: "oci", url: "oci://registry.example.com/charts/" });
      assert.deepEqual([oci.chart, oci.version], [`oci://registry.example.com/charts/${chart}`, "1.2.3"]);
      const folder = await from({ from: "folder", path: "/charts" });
      assert.deepEqual([folder.chart, folder.version], [`/charts/${chart}`, undefined]);
    });

    it(`${name}: takes the user's values last`, async () => {
      const values = { nameOverride: "mine", fullnameOverride: "other", deployment: { replicas: 2 } };
      const given = releaseOf(await install({ ...all, [name]: { values } }), name).values as Record<string, unknown>;
      assert.deepEqual([given.nameOverride, given.fullnameOverride], ["mine", "other"]);
      assert.equal((given.deployment as { replicas: number }).replicas, 2);
    });
  }

  it("gives no pod a sidecar", async () => {
    const labels = ofKind(await install(all), "Release").map(({ inputs }) =>
      JSON.stringify(inputs.values).match(/"sidecar.istio.io\/inject":"[a-z]+"/g),
    );
    assert.deepEqual(
      labels,
      Array.from({ length: 4 }, () => ['"sidecar.istio.io/inject":"false"']),
    );
  });

  it("holds no password", async () => {
    const said = JSON.stringify(ofKind(await install(all), "Release").map(({ inputs }) => inputs));
    assert.doesNotMatch(said, /adminPassword|"password":"(?!secret:)/);
  });
});

describe("Control planes with addons of their own", () => {
  it("get none from here", async () => {
    for (const mesh of [{ kind: "legacyIstio" }, { kind: "maistra" }]) {
      const platform = mesh.kind === "maistra" ? "openshift" : "kubernetes";
      const resources = await install(all, { mesh, platform });
      assert.deepEqual(
        resources.map(({ name }) => name),
        ["control-plane"],
      );
    }
  });

  it("are not what OpenShift Service Mesh 3 is", async () => {
    const resources = await install(all, { mesh: { kind: "sail" }, platform: "openshift" });
    assert.equal(ofKind(resources, "Release").length, 4);
  });
});
