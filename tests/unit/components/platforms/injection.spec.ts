import assert from "node:assert/strict";
import { runProgram } from "../../support/program";
import type { Registered } from "../../support/recorder";
import { ofKind } from "../../support/recorder";

/** The deployments that the guide of OpenShift Service Mesh patches one by one. */
const ofTheGuide =
  "carts carts-db catalogue catalogue-db front-end orders orders-db payment queue-master rabbitmq shipping user user-db".split(
    " ",
  );

/** A stack with everything that can be deployed. */
const stack = (platform: string) => ({
  platform,
  namespaces: [{ name: "shop" }, { name: "outside", injection: "disabled" }],
  sockShop: { namespace: "shop", host: "shop.example.com", frontEndV2: true, faultyCarts: true },
  bookinfo: { namespace: "shop", host: "books.example.com" },
  loadGenerator: { namespace: "shop" },
  outsider: { namespace: "outside" },
  apps: [
    {
      name: "web",
      namespace: "shop",
      versions: [
        { name: "v1", image: "web:1" },
        { name: "v2", image: "web:2" },
      ],
    },
  ],
});

const deployments = async (platform: string) =>
  ofKind((await runProgram("test", stack(platform))).resources, "Deployment");

const podOf = ({ inputs }: Registered) => inputs.spec.template.metadata;
const isIn =
  (namespace: string) =>
  ({ inputs }: Registered) =>
    inputs.metadata.namespace === namespace;
const inject = "sidecar.istio.io/inject";

describe("Sidecars on OpenShift", () => {
  let all: Registered[];
  before(async () => {
    all = await deployments("openshift");
  });

  it("come into every pod of the guide's thirteen deployments and of all others in the mesh", () => {
    const inMesh = all.filter(isIn("shop"));
    const names = inMesh.map(({ inputs }) => inputs.metadata.name);
    assert.equal(ofTheGuide.length, 13);
    assert.deepEqual(
      ofTheGuide.filter((name) => !names.includes(name)),
      [],
    );
    for (const name of ["session-db", "front-end-v2", "carts-faulty", "productpage", "fortio", "web-v2"]) {
      assert.ok(names.includes(name), name);
    }
    for (const deployment of inMesh) {
      const { annotations, labels } = podOf(deployment);
      assert.equal(annotations[inject], "true", deployment.name);
      assert.equal(labels[inject], "true", deployment.name);
    }
  });

  it("stay out of a pod outside of the mesh", () => {
    const outside = all.filter(isIn("outside"));
    assert.equal(outside.length, 1);
    assert.deepEqual([podOf(outside[0]!).annotations[inject], podOf(outside[0]!).labels[inject]], ["false", "false"]);
  });

  it("find the guide's labels name and version on its thirteen", () => {
    for (const name of ofTheGuide) {
      const deployment = all.find(({ inputs }) => inputs.metadata.name === name)!;
      const { labels } = podOf(deployment);
      assert.deepEqual([labels.name, labels.version], [name, "v1"]);
    }
  });
});

describe("Workloads on OpenShift", () => {
  it("are labelled as on Kubernetes, but for what injects", async () => {
    const labelled = async (platform: string) =>
      (await deployments(platform)).map((deployment) => {
        const labels = Object.entries(podOf(deployment).labels).filter(([key]) => key !== inject);
        return [deployment.name, labels, deployment.inputs.spec.selector];
      });
    assert.deepEqual(await labelled("openshift"), await labelled("kubernetes"));
  });
});
