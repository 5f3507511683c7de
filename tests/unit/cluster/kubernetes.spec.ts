import assert from "node:assert/strict";
import { current, ofOldIstio, type KubernetesRelease } from "../../../cluster/kubernetes";
import { containerdSocket, network, ports } from "../../../cluster/layout";
import { processes } from "../../../cluster/processes";
import { findTool } from "../../../tools/catalog";
import { toolFolder } from "../../../tools/cache";

describe("A release of Kubernetes on the local cluster", () => {
  const daemons = (kubernetes: KubernetesRelease, node = true, apiserverFlags = {}) =>
    processes({ kubernetes, node, apiserverFlags });
  const named = (kubernetes: KubernetesRelease, name: string) =>
    daemons(kubernetes).find((daemon) => daemon.name === name) ?? assert.fail(name);

  for (const release of [current, ofOldIstio]) {
    it(`${release.version} is what its tool is built from`, () => {
      assert.equal(findTool(release.tool).version, release.version);
    });
  }

  it("1.21 is never taken from PATH", () => {
    const folder = toolFolder(findTool("kubernetes-1.21"));
    for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"]) {
      assert.equal(named(ofOldIstio, name).command, `${folder}/${name}`);
    }
  });

  it("1.21 opens no plain ports, and 1.35 does not know that flag any more", () => {
    for (const name of ["kube-controller-manager", "kube-scheduler"]) {
      assert.ok(named(ofOldIstio, name).args.includes("--port=0"), name);
      assert.ok(!named(current, name).args.includes("--port=0"), name);
    }
  });

  it("1.21 tells its kubelet by flags where containerd is", () => {
    const { args } = named(ofOldIstio, "kubelet");
    assert.ok(args.includes("--container-runtime=remote"));
    assert.ok(args.includes(`--container-runtime-endpoint=unix://${containerdSocket}`));
    assert.ok(!named(current, "kubelet").args.some((arg) => arg.startsWith("--container-runtime")));
  });

  it("without a node is its control plane alone, with a profile's flags", () => {
    const list = daemons(ofOldIstio, false, { "enable-aggregator-routing": "true" });
    assert.deepEqual(
      list.map(({ name }) => name),
      ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"],
    );
    assert.ok(list[1]?.args.includes("--enable-aggregator-routing=true"));
  });

  it("listens on the node's address", () => {
    const { args } = named(ofOldIstio, "kube-apiserver");
    assert.ok(args.includes(`--bind-address=${network.node}`) && args.includes(`--secure-port=${ports.apiserver}`));
  });
});
