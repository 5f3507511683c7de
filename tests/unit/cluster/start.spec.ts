import assert from "node:assert/strict";
import type { LocalAddon } from "../../../cluster/addons/localAddons";
import { localAddons } from "../../../cluster/addons/localAddons";
import { addonImageSets } from "../../../cluster/addons/images";
import type { ImageSet } from "../../../cluster/images";
import type { ProfileName } from "../../../cluster/profile";
import { profiles } from "../../../cluster/profiles";
import type * as Start from "../../../cluster/start";
import { parseSettings } from "../../../config";
import { load, never, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("startCluster", () => {
  const { path } = sandbox();

  it("says every problem in one line and what to do instead, before anything is changed", async () => {
    const refuses = (name: string) => ({ [name]: never(name) });
    const { startCluster } = load<typeof Start>("cluster/start", {
      "cluster/layout": temporaryLayout(path()),
      "cluster/owner": { owner: () => undefined, ...refuses("claim"), ...refuses("exclusively") },
      "cluster/preflight": {
        problems: () => ["this is not root", "port 6443 is in use"],
        ...refuses("missingPackages"),
      },
      "cluster/daemon": { ...refuses("ensureRunning"), ...refuses("running") },
      "node:child_process": refuses("execFileSync"),
      "node:fs": { ...refuses("mkdirSync"), ...refuses("writeFileSync"), ...refuses("existsSync") },
    });
    await assert.rejects(startCluster(never("say")), {
      message: "No local cluster here: this is not root; port 6443 is in use. Or point KUBECONFIG at your own cluster.",
    });
  });

  describe("with a stack that has addons", () => {
    const settings = parseSettings({ addons: { prometheus: {}, grafana: {}, jaeger: { enabled: false } } });
    /** What is built and what is imported, where a cluster of that profile already runs. */
    const started = async (profile: ProfileName, stack?: typeof settings) => {
      const built: string[] = [];
      const imported: string[] = [];
      const nothing = () => undefined;
      const isOf = (set: ImageSet) => localAddons.find((name: LocalAddon) => addonImageSets[name] === set) ?? "cluster";
      const { startCluster } = load<typeof Start>("cluster/start", {
        "cluster/layout": temporaryLayout(path()),
        "cluster/owner": { owner: nothing, claim: nothing, exclusively: (work: () => Promise<void>) => work() },
        "cluster/preflight": { problems: () => [] },
        "cluster/packages": { installPackages: nothing },
        "cluster/profile": { chooseProfile: () => profile, keepProfile: nothing, ownProfile: nothing },
        "cluster/profiles": { profiles: { [profile]: { ...profiles[profile], daemons: () => [], prepare: nothing } } },
        "cluster/podLogs": { linkPodLogs: nothing, podLogsProblem: nothing },
        "cluster/sysctl": { keepSysctls: nothing },
        "tools/ensure": { ensureTools: (tools: { name: string }[]) => built.push(...tools.map(({ name }) => name)) },
        "cluster/images": { commonImages: {}, ensureArchive: (...sets: ImageSet[]) => isOf(sets.at(-1) as ImageSet) },
        "cluster/importImages": { importImages: (archive: string) => imported.push(archive) },
        "cluster/cgroups": { ensureCgroup: nothing },
        "cluster/nodeConfig": { writeNodeConfig: nothing },
        "cluster/pki": { ensurePki: nothing, writeAdminKubeconfig: nothing },
        "cluster/processes": { kubectl: nothing, processes: () => [{ name: "containerd" }, { name: "kubelet" }] },
        "cluster/daemon": { ensureRunning: () => Promise.resolve("found") },
        "cluster/overlay": { ensureOverlay: nothing },
        "node:child_process": { execFileSync: nothing },
        "node:fs": { existsSync: () => true, mkdirSync: nothing, rmSync: nothing, writeFileSync: nothing },
      });
      await startCluster(nothing, stack);
      return { built: built.filter((name) => ["prometheus", "jaeger"].includes(name)), imported };
    };

    it("builds and imports what of them runs here and is on", async () => {
      assert.deepEqual(await started("standard", settings), {
        built: ["prometheus"],
        imported: ["cluster", "prometheus"],
      });
    });

    it("does neither without a stack, or for one without addons", async () => {
      const none = { built: [], imported: ["cluster"] };
      assert.deepEqual(await started("standard"), none);
      assert.deepEqual(await started("standard", parseSettings({})), none);
    });

    it("does neither in the profiles of old control planes", async () => {
      assert.deepEqual(await started("legacy", settings), { built: [], imported: ["cluster"] });
      assert.deepEqual(await started("openshift", settings), { built: [], imported: [] });
    });
  });
});
