import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stacks } from "../../config/stackFile";
import { root } from "../../config/target";
import type { Outputs } from "./support/program";
import { runProgram } from "./support/program";
import type { Registered } from "./support/recorder";
import { allDependencies, named, ofKind } from "./support/recorder";

/** What workloads wait for: the injector is ready with it, and where there is a member roll, it lists their namespace. */
const gates: Record<string, string> = { dev: "istio-istiod", legacy: "istio-istio", openshift: "istio-member-roll" };

const containersOf = (deployment: Registered) => deployment.inputs.spec.template.spec.containers;

for (const stack of stacks()) {
  describe(`The program of stack ${stack}`, () => {
    let resources: Registered[];
    before(async () => {
      ({ resources } = await runProgram(stack));
    });

    it("registers every resource under a name of its own", () => {
      const urns = resources.map(({ urn }) => urn);
      assert.deepEqual(
        urns.filter((urn, index) => urns.indexOf(urn) !== index),
        [],
      );
    });

    it("reaches the cluster through its one named provider", () => {
      const provider = named(resources, "cluster", "pulumi:providers:kubernetes");
      const strays = resources.filter(
        ({ type, provider: used }) => type.startsWith("kubernetes:") && !used.startsWith(`${provider.urn}::`),
      );
      assert.deepEqual(strays, []);
    });

    it("pins every image", () => {
      const images = ofKind(resources, "Deployment")
        .flatMap(containersOf)
        .map(({ image }) => image);
      for (const image of images) {
        assert.match(image, /(:\w[\w.-]*|@sha256:[a-f0-9]{64})$/);
        assert.doesNotMatch(image, /:latest$/);
      }
    });

    it("gives every container requests, a memory limit and a hardened security context", () => {
      for (const { name, resources: given, securityContext: context } of ofKind(resources, "Deployment").flatMap(
        containersOf,
      )) {
        assert.deepEqual(Object.keys(given.requests).sort(), ["cpu", "memory"], name);
        assert.ok(given.limits.memory, name);
        assert.equal(context.allowPrivilegeEscalation, false, name);
        assert.equal(context.readOnlyRootFilesystem, true, name);
        assert.equal(context.runAsNonRoot, true, name);
        assert.deepEqual(context.capabilities.drop, ["ALL"], name);
        assert.deepEqual(context.seccompProfile, { type: "RuntimeDefault" }, name);
      }
    });

    it("names every Service port by a protocol that Istio knows", () => {
      const ports = ofKind(resources, "Service").flatMap(({ inputs }) => inputs.spec.ports);
      for (const { name } of ports) {
        assert.match(name, /^(http|http2|grpc|https|tls|tcp|mongo|mysql|redis)(-[a-z0-9]+)*$/);
      }
    });

    it("starts workloads and writes Istio objects only after the injector is ready", () => {
      const gate = named(resources, gates[stack] ?? "");
      const late = resources.filter(({ type }) => /:(Deployment|Gateway|VirtualService|DestinationRule)$/.test(type));
      for (const resource of late) {
        assert.ok(allDependencies(resources, resource).has(gate.urn), resource.name);
      }
    });

    it("keeps what policies judge out of Outputs: hosts and TLS modes are plain", () => {
      for (const { inputs } of ofKind(resources, "Gateway")) {
        assert.deepEqual(
          inputs.spec.servers.flatMap(({ hosts }) => hosts).map((host) => typeof host),
          ["string"],
        );
      }
      for (const { inputs } of ofKind(resources, "DestinationRule")) {
        assert.equal(inputs.spec.trafficPolicy.tls.mode, "ISTIO_MUTUAL");
      }
    });
  });
}

describe("The dev stack", () => {
  let resources: Registered[];
  let outputs: Outputs;
  before(async () => {
    ({ resources, outputs } = await runProgram("dev"));
  });

  it("is made of exactly the resources of golden/dev.txt (UPDATE_GOLDEN=1 writes it anew)", () => {
    const file = join(__dirname, "golden", "dev.txt");
    const listed = resources.map(({ type, name }) => `${type} ${name}`).sort();
    if (process.env.UPDATE_GOLDEN) {
      writeFileSync(file, `${listed.join("\n")}\n`);
    }
    assert.deepEqual(listed, readFileSync(file, "utf8").trimEnd().split("\n"));
  });

  it("tells where everything is", () => {
    assert.deepEqual(outputs, {
      meshKind: "istio",
      meshVersion: "1.30.4",
      meshTitle: "Istio 1.30.4",
      meshNamespace: "istio-system",
      meshReleases: ["istio-base", "istiod", "istio-ingressgateway"],
      ingressGateway: {
        namespace: "istio-system",
        service: "istio-ingressgateway",
        selector: { istio: "ingressgateway" },
        httpPort: 80,
        httpsPort: 443,
      },
      egressGateway: undefined,
      meshNamespaces: ["sock-shop-with-mesh"],
      sockShopHost: "sockshop.example.com",
      bookinfoHost: undefined,
      appHosts: [],
      addons: [],
      scenario: undefined,
    });
  });
});

describe("A stack that sets nothing", () => {
  it("installs Istio alone", async () => {
    const { resources, outputs } = await runProgram("empty", {});
    assert.deepEqual(
      resources.filter(({ type }) => type.startsWith("kubernetes:")).map(({ name }) => name),
      ["istio-namespace", "istio-base", "istio-istiod", "istio-mtls", "istio-ingress-gateway"],
    );
    assert.equal(outputs.sockShopHost, undefined);
  });
});

describe("A stack with all that there is", () => {
  it("makes it, and tells where it is", async () => {
    const app = { name: "web", namespace: "mine", image: "team/web:1", host: "web.example.com" };
    const { resources, outputs } = await runProgram("all", {
      mesh: { components: { egressGateway: true } },
      namespaces: [
        { name: "mine", outboundTraffic: "REGISTRY_ONLY" },
        { name: "out", injection: "disabled" },
      ],
      sockShop: { namespace: "mine", host: "shop.example.com", frontEndV2: true, faultyCarts: true },
      bookinfo: { namespace: "mine", host: "books.example.com" },
      loadGenerator: { namespace: "mine" },
      outsider: { namespace: "out" },
      apps: [app, { ...app, name: "inner", host: undefined }],
      services: [{ name: "old", namespace: "legacy", host: "old.example.com" }],
      externalServices: [{ name: "api", namespace: "mine", host: "api.example.org", egressGateway: true }],
      scenario: "abort-carts",
    });
    const urns = resources.map(({ urn }) => urn);
    assert.equal(new Set(urns).size, urns.length);
    const { egressGateway, bookinfoHost, appHosts, scenario, meshReleases } = outputs;
    assert.deepEqual(
      { egressGateway, bookinfoHost, appHosts, scenario, meshReleases },
      {
        egressGateway: {
          namespace: "istio-system",
          service: "istio-egressgateway",
          selector: { istio: "egressgateway" },
        },
        bookinfoHost: "books.example.com",
        appHosts: ["web.example.com"],
        scenario: "abort-carts",
        meshReleases: ["istio-base", "istiod", "istio-ingressgateway", "istio-egressgateway"],
      },
    );
    // Before the egress gateway serves, calls must not be led to it.
    const way = named(resources, "external-mine/api-virtual-service");
    assert.ok(allDependencies(resources, way).has(named(resources, "istio-egress-gateway").urn));
    const counted = ["Gateway", "VirtualService", "DestinationRule", "ServiceEntry", "Sidecar", "Release"].map(
      (kind) => [kind, ofKind(resources, kind).length],
    );
    assert.deepEqual(Object.fromEntries(counted), {
      // Two samples, an app and a service at their hosts, and the way out.
      Gateway: 5,
      // Six and four of the samples, two of each that has a host, one of the inner app, the way out.
      VirtualService: 6 + 4 + 2 + 2 + 1 + 1,
      // One for each service, and the egress gateway's.
      DestinationRule: 6 + 4 + 3 + 1,
      ServiceEntry: 1,
      Sidecar: 1,
      Release: 4,
    });
  });
});

describe("A stack with three environments", () => {
  it("gives each namespace its own injection", async () => {
    const { resources } = await runProgram("three", {
      namespaces: [
        { name: "shop-development", environment: "development" },
        { name: "shop-staging", environment: "staging", injection: { revision: "canary" } },
        { name: "shop-production", environment: "production", injection: "disabled", owned: false },
      ],
    });
    const labels = (name: string) => named(resources, name).inputs.metadata.labels;
    assert.deepEqual(labels("shop-development-namespace"), {
      environment: "development",
      "istio-injection": "enabled",
    });
    assert.deepEqual(labels("shop-staging-namespace"), { environment: "staging", "istio.io/rev": "canary" });
    assert.deepEqual(labels("shop-production-labels"), { environment: "production", "istio-injection": "disabled" });
    assert.equal(ofKind(resources, "NamespacePatch").length, 1);
  });
});

describe("index.ts", () => {
  it("stays a table of contents", () => {
    assert.ok(readFileSync(join(root, "index.ts"), "utf8").split("\n").length <= 60);
  });
});
