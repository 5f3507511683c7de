import assert from "node:assert/strict";
import { readFileSync, statSync, utimesSync } from "node:fs";
import { BlockList } from "node:net";
import { ingressPort, network, ports } from "../../../cluster/layout";
import { current, ofOldIstio } from "../../../cluster/kubernetes";
import type * as NodeConfig from "../../../cluster/nodeConfig";
import { file, load, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("The node's configuration", () => {
  const { path } = sandbox();
  const config = () => load<typeof NodeConfig>("cluster/nodeConfig", { "cluster/layout": temporaryLayout(path()) });
  const read = (name: string) => readFileSync(path("checkout", ".local", "cluster", "config", name), "utf8");
  const json = (name: string) => JSON.parse(read(name)) as Record<string, unknown>;

  it("keeps everything in the checkout and the run folder", () => {
    config().writeNodeConfig(current);
    const toml = read("containerd.toml");
    assert.ok(toml.includes(`address = "${path("run", "containerd.sock")}"`));
    assert.ok(toml.includes(`root = "${path("checkout", ".local", "cluster", "containerd")}"`));
    assert.equal(json("kubelet.json").containerRuntimeEndpoint, `unix://${path("run", "containerd.sock")}`);
    assert.equal(read("resolv.conf"), "");
  });

  it("listens on the node's address alone", () => {
    config().writeNodeConfig(current);
    const { address, healthzBindAddress } = json("kubelet.json");
    assert.deepEqual([address, healthzBindAddress], [network.node, network.node]);
    const proxy = json("kube-proxy.json");
    assert.deepEqual(proxy.nodePortAddresses, [`${network.node}/32`]);
    for (const key of ["healthzBindAddress", "metricsBindAddress"]) {
      assert.match(String(proxy[key]), new RegExp(`^${network.node}:\\d+$`));
    }
  });

  it("gives pods addresses of their own range", () => {
    config().writeNodeConfig(current);
    const { plugins } = json("cni/10-istio-mesh.conflist") as {
      plugins: { type: string; ipam: { ranges: unknown } }[];
    };
    assert.deepEqual(
      plugins.map(({ type, ipam }) => [type, ipam.ranges]),
      [["ptp", [[{ subnet: network.pods }]]]],
    );
  });

  it("tells an old kubelet only what it knows", () => {
    config().writeNodeConfig(ofOldIstio);
    const known = json("kubelet.json");
    for (const key of ["failCgroupV1", "containerRuntimeEndpoint", "podLogsDir"])
      assert.equal(key in known, false, key);
    assert.equal(known.cgroupRoot, "/istio-mesh");
  });

  it("is written only where it changed: kube-proxy ends when its file is written", () => {
    const { writeNodeConfig, proxyConfigFile, kubeletConfigFile } = config();
    writeNodeConfig(current);
    utimesSync(proxyConfigFile, 1, 1);
    file(kubeletConfigFile, "{}");
    writeNodeConfig(current);
    assert.equal(statSync(proxyConfigFile).mtimeMs, 1000);
    assert.equal(json("kubelet.json").kind, "KubeletConfiguration");
  });
});

describe("The cluster's layout", () => {
  const inside = (range: string, address: string) => {
    const [base = "", bits] = range.split("/");
    const list = new BlockList();
    list.addSubnet(base, Number(bits));
    return list.check(address);
  };

  it("keeps node, pods and services apart", () => {
    assert.ok(inside(network.services, network.apiService) && inside(network.services, network.dns));
    for (const [range, address] of [
      [network.pods, network.node],
      [network.services, network.node],
      [network.services, network.pods.replace(/\/.*/, "")],
      [network.pods, network.apiService],
    ] as const) {
      assert.equal(inside(range, address), false, `${address} is in ${range}`);
    }
  });

  it("has room for as many pods as the kubelet takes", () => {
    assert.ok(2 ** (32 - Number(network.pods.split("/")[1])) - 3 >= 200);
  });

  it("gives every listener a port of its own, the gateway's among the NodePorts", () => {
    const all = [...Object.values(ports), ingressPort];
    assert.equal(new Set(all).size, all.length);
    assert.ok(ingressPort >= 30000 && ingressPort <= 32767);
  });
});
