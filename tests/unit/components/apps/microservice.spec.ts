import assert from "node:assert/strict";
import { AppNamespace } from "../../../../components/apps/appNamespace";
import type { AppContainer } from "../../../../components/apps/container";
import { Microservice } from "../../../../components/apps/microservice";
import { platforms } from "../../../../components/platforms";
import type { Settings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import type { Registered } from "../../support/recorder";
import { named, ofKind, record } from "../../support/recorder";
import { containerOf, recordIn, replicasOf } from "./support";

const container: AppContainer = {
  image: "example.com/shop:1.0",
  ports: [{ name: "http", number: 8080, servicePort: 80 }],
  user: { id: 10001, group: 10002 },
  resources: { cpu: "10m", memory: "16Mi", memoryLimit: "64Mi" },
};

interface Circumstances {
  owned?: boolean;
  startupProbes?: boolean;
  on?: Settings["platform"];
}

async function deploy(
  changes: Partial<AppContainer> = {},
  { owned = true, on = "kubernetes", startupProbes }: Circumstances = {},
) {
  const platform = platforms[on];
  const resources = await record(() => {
    const settings = { name: "apps", injection: "enabled", owned } as const;
    const namespace = new AppNamespace("apps", { settings, platform, mesh: { ...someMesh(), startupProbes } });
    const versions = { v1: { containers: { shop: { ...container, ...changes } } } };
    new Microservice("shop", { service: "shop", namespace, versions, assignsUserIds: platform.assignsUserIds });
  });
  const deployment = named(resources, "shop-deployment");
  const pod = deployment.inputs.spec.template;
  return {
    resources,
    deployment,
    pod,
    spec: pod.spec.containers[0]!,
    service: named(resources, "shop-service"),
  };
}

describe("A microservice", () => {
  it("has an identity of its own and no token for the API server", async () => {
    const { resources, pod } = await deploy();
    assert.equal(pod.spec.serviceAccountName, "shop");
    assert.equal(pod.spec.automountServiceAccountToken, false);
    assert.equal(named(resources, "shop-account").inputs.automountServiceAccountToken, false);
  });

  it("is labelled app, name and version, and selected by app", async () => {
    const { deployment, pod, service } = await deploy();
    assert.deepEqual(pod.metadata.labels, { app: "shop", name: "shop", version: "v1" });
    assert.deepEqual(deployment.inputs.spec.selector.matchLabels, { app: "shop", version: "v1" });
    assert.deepEqual(service.inputs.spec.selector, { app: "shop" });
  });

  it("offers its ports by name, unless one is kept inside the pod", async () => {
    const { service, spec } = await deploy({
      ports: [
        { name: "http", number: 8080, servicePort: 80 },
        { name: "http-admin", number: 9000, servicePort: "none" },
        { name: "grpc", number: 9090 },
      ],
    });
    assert.deepEqual(service.inputs.spec.ports, [
      { name: "http", port: 80, targetPort: "http" },
      { name: "grpc", port: 9090, targetPort: "grpc" },
    ]);
    assert.equal(spec.ports.length, 3);
  });

  it("comes after its namespace and the mesh, the Service without waiting for endpoints", async () => {
    const { resources, deployment, service } = await deploy();
    for (const name of ["apps-namespace", "control-plane"]) {
      assert.ok(deployment.dependencies.includes(named(resources, name).urn), name);
    }
    assert.ok(deployment.dependencies.includes(named(resources, "shop-account").urn));
    assert.equal(service.inputs.metadata.annotations["pulumi.com/skipAwait"], "true");
  });

  it("goes with its namespace where the stack owns that, and by itself elsewhere", async () => {
    const { resources, deployment } = await deploy();
    assert.equal(deployment.deletedWith, named(resources, "apps-namespace").urn);
    assert.equal((await deploy({}, { owned: false })).deployment.deletedWith, "");
  });

  it("is probed over HTTP where it has a path for it, else by a connection", async () => {
    const { spec: byPath } = await deploy({ healthPath: "/health" });
    assert.deepEqual(byPath.startupProbe, {
      httpGet: { path: "/health", port: "http" },
      periodSeconds: 2,
      failureThreshold: 150,
    });
    assert.deepEqual(byPath.readinessProbe.httpGet, { path: "/health", port: "http" });
    assert.deepEqual(byPath.livenessProbe.httpGet, { path: "/health", port: "http" });
    assert.deepEqual((await deploy()).spec.readinessProbe.tcpSocket, { port: "http" });
  });

  it("may bind a port below 1024 without being root", async () => {
    const { pod, spec } = await deploy({ ports: [{ name: "http", number: 80 }] });
    assert.deepEqual(spec.securityContext.capabilities, { drop: ["ALL"], add: ["NET_BIND_SERVICE"] });
    assert.deepEqual(pod.spec.securityContext.sysctls, [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }]);
    const { pod: plain, spec: plainSpec } = await deploy();
    assert.deepEqual(plainSpec.securityContext.capabilities, { drop: ["ALL"] });
    assert.deepEqual(plain.spec.securityContext, {});
  });

  it("writes only where it says", async () => {
    const { pod, spec } = await deploy({ writable: ["/tmp", "/var/lib/data"] });
    assert.deepEqual(spec.volumeMounts, [
      { name: "shop-tmp", mountPath: "/tmp" },
      { name: "shop-var-lib-data", mountPath: "/var/lib/data" },
    ]);
    assert.deepEqual(pod.spec.volumes, [
      { name: "shop-tmp", emptyDir: {} },
      { name: "shop-var-lib-data", emptyDir: {} },
    ]);
  });

  it("numbers a folder whose path is no name for a volume", async () => {
    const writable = ["/tmp", "/opt/MyApp", "/var/lib/my_app", `/srv/${"deep/".repeat(20)}folder`, "/cache/"];
    const { pod, spec } = await deploy({ writable });
    const names = ["shop-tmp", "shop-1", "shop-2", "shop-3", "shop-4"];
    assert.deepEqual(
      spec.volumeMounts,
      writable.map((mountPath, index) => ({ name: names[index], mountPath })),
    );
    assert.deepEqual(
      pod.spec.volumes,
      names.map((name) => ({ name, emptyDir: {} })),
    );
  });

  it("runs as the user it names, except where the platform gives out user IDs", async () => {
    const { securityContext } = (await deploy()).spec;
    assert.equal(securityContext.runAsUser, 10001);
    assert.equal(securityContext.runAsGroup, 10002);
    const { spec, pod } = await deploy({}, { on: "openshift" });
    assert.equal(spec.securityContext.runAsUser, undefined);
    assert.equal(spec.securityContext.runAsNonRoot, true);
    assert.equal(pod.metadata.annotations["sidecar.istio.io/inject"], "true");
    assert.equal(pod.metadata.labels["sidecar.istio.io/inject"], "true");
  });

  it("has its starting time before liveness counts, where the mesh's injector passes startup probes over", async () => {
    const { spec } = await deploy({ healthPath: "/health" }, { startupProbes: false });
    assert.equal(spec.startupProbe, undefined);
    assert.deepEqual(spec.livenessProbe, {
      httpGet: { path: "/health", port: "http" },
      initialDelaySeconds: 300,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 6,
    });
  });
});

describe("A microservice in several versions", () => {
  const versionOf = (image: string, port: number) => ({
    containers: { shop: { ...container, image, ports: [{ name: "http", number: port, servicePort: 80 }] } },
  });
  let resources: Registered[];
  before(async () => {
    resources = await recordIn(({ namespace, platform }) => {
      new Microservice("my-shop", {
        service: "shop",
        namespace,
        versions: { v1: versionOf("shop:1", 8080), v2: { ...versionOf("shop:2", 9090), replicas: 3 } },
        assignsUserIds: platform.assignsUserIds,
        serviceAnnotations: { team: "sales" },
        podAnnotations: { counted: "yes" },
      });
    });
  });

  it("keeps the names of the only version for the first one, and adds their label to the others'", () => {
    const names = ofKind(resources, "Deployment").map(({ name, inputs }) => [name, inputs.metadata.name]);
    assert.deepEqual(names, [
      ["my-shop-deployment", "shop"],
      ["my-shop-v2-deployment", "shop-v2"],
    ]);
  });

  it("labels each and selects its own pods", () => {
    for (const [name, version] of [
      ["my-shop-deployment", "v1"],
      ["my-shop-v2-deployment", "v2"],
    ] as const) {
      const { metadata, spec } = named(resources, name).inputs;
      const labels = { app: "shop", name: "shop", version };
      assert.deepEqual(metadata.labels, labels);
      assert.deepEqual(spec.template.metadata.labels, labels);
      assert.deepEqual(spec.selector, { matchLabels: { app: "shop", version } });
    }
  });

  it("runs each with its own containers and number of pods", () => {
    const pods = ["my-shop-deployment", "my-shop-v2-deployment"].map((name) => ({
      image: containerOf(resources, name).image,
      replicas: replicasOf(resources, name),
    }));
    assert.deepEqual(pods, [
      { image: "shop:1", replicas: 1 },
      { image: "shop:2", replicas: 3 },
    ]);
  });

  it("shares one identity and one Service, which goes by the first version", () => {
    assert.equal(ofKind(resources, "ServiceAccount").length, 1);
    assert.equal(ofKind(resources, "Service").length, 1);
    for (const { inputs, dependencies } of ofKind(resources, "Deployment")) {
      assert.equal(inputs.spec.template.spec.serviceAccountName, "shop");
      assert.ok(dependencies.includes(named(resources, "my-shop-account").urn));
    }
    const { inputs } = named(resources, "my-shop-service");
    assert.deepEqual(inputs.spec.selector, { app: "shop" });
    assert.deepEqual(inputs.spec.ports, [{ name: "http", port: 80, targetPort: "http" }]);
    assert.equal(inputs.metadata.labels.version, "v1");
  });

  it("carries the annotations it was given", () => {
    assert.deepEqual(named(resources, "my-shop-service").inputs.metadata.annotations, {
      team: "sales",
      "pulumi.com/deletionPropagationPolicy": "background",
      "pulumi.com/skipAwait": "true",
    });
    for (const { inputs } of ofKind(resources, "Deployment")) {
      assert.deepEqual(inputs.spec.template.metadata.annotations, { counted: "yes" });
    }
  });

  it("keeps what makes a pod a member of the mesh beside annotations of its own", async () => {
    const recorded = await record(() => {
      const settings = { name: "apps", injection: "enabled", owned: true } as const;
      const namespace = new AppNamespace("apps", { settings, platform: platforms.openshift, mesh: someMesh() });
      const versions = { v1: { containers: { shop: container } } };
      const podAnnotations = { counted: "yes" };
      new Microservice("shop", { service: "shop", namespace, versions, assignsUserIds: true, podAnnotations });
    });
    assert.deepEqual(named(recorded, "shop-deployment").inputs.spec.template.metadata.annotations, {
      counted: "yes",
      "sidecar.istio.io/inject": "true",
    });
  });

  it("needs at least one", async () => {
    await assert.rejects(
      recordIn(({ namespace }) => {
        new Microservice("shop", { service: "shop", namespace, versions: {}, assignsUserIds: false });
      }),
      /shop: a service needs at least one version/,
    );
  });
});
