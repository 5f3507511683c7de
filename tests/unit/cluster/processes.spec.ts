import assert from "node:assert/strict";
import { network, ports } from "../../../cluster/layout";
import type * as Processes from "../../../cluster/processes";
import { load, program, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("The cluster's processes", () => {
  const { path } = sandbox();
  const module = () => {
    const given = {
      "cluster/layout": temporaryLayout(path()),
      "tools/paths": {
        binary: (name: string) => path("bin", name),
        toolBinary: (_: string, name: string) => path("bin", name),
      },
    };
    const parts = ["cluster/controlPlane", "cluster/node"].map((part) => [part, load<object>(part, given)]);
    const replaced = Object.fromEntries(parts) as Record<string, object>;
    return load<typeof Processes>("cluster/processes", { ...given, ...replaced });
  };

  it("start before what needs them", () => {
    const names = module()
      .processes()
      .map(({ name }) => name);
    assert.equal(names.length, 7);
    const order = (...some: string[]) =>
      assert.deepEqual(
        [...some].sort((a, b) => names.indexOf(a) - names.indexOf(b)),
        some,
      );
    order("containerd", "kubelet");
    order("etcd", "kube-apiserver", "kube-controller-manager");
    order("kube-apiserver", "kubelet");
  });

  it("keep their state in the checkout and listen on the node's address", () => {
    for (const { name, args } of module().processes()) {
      for (const arg of args) {
        const [flag, value = ""] = arg.split(/=(.*)/s);
        if (/(data-dir|root-dir)$/.test(flag ?? ""))
          assert.ok(value.startsWith(path("checkout", ".local")), `${name} ${arg}`);
        if (/(bind-address|listen-\w+-urls)$/.test(flag ?? ""))
          assert.ok(value.includes(network.node), `${name} ${arg}`);
      }
    }
  });

  it("give etcd to none without a certificate", () => {
    const etcd = module()
      .processes()
      .find(({ name }) => name === "etcd");
    for (const flag of ["--client-cert-auth=true", "--peer-client-cert-auth=true"])
      assert.ok(etcd?.args.includes(flag));
    assert.ok(etcd?.args.includes(`--listen-client-urls=https://${network.node}:${ports.etcd}`));
  });

  it("kubectl speaks to the local cluster alone, and hands its input on", () => {
    program(path("bin", "kubectl"), 'echo "$@"; cat');
    const { kubectl } = module();
    const kubeconfig = path("checkout", ".local", "kubeconfig");
    assert.equal(kubectl(["get", "pods"]), `--kubeconfig ${kubeconfig} get pods\n`);
    assert.equal(kubectl(["apply"], "text"), `--kubeconfig ${kubeconfig} apply\ntext`);
    program(path("bin", "kubectl"), "echo refused >&2; exit 1");
    assert.throws(() => kubectl(["get"]), /refused/);
  });
});
