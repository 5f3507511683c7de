import assert from "node:assert/strict";
import { compileExternal, egressDestinations } from "../../../../components/traffic/externalService";
import { ExternalServices } from "../../../../components/traffic/externalServices";
import type { ExternalServiceSettings } from "../../../../config";
import { externalService } from "../../../../config/external";
import { someMesh } from "../../support/meshes";
import { named, ofKind, record } from "../../support/recorder";

const host = "api.example.org";
const external = (more: object = {}): ExternalServiceSettings =>
  externalService.parse({ name: "api", namespace: "shop", host, ...more });

const egress = { namespace: "istio-system", service: "istio-egressgateway", selector: { istio: "egressgateway" } };
const http = [{ number: 80, protocol: "HTTP" }];
const metadata = { name: "api", namespace: "shop" };

describe("A host outside of the mesh", () => {
  it("is a ServiceEntry for its namespace alone, by default for HTTPS", () => {
    assert.deepEqual(compileExternal(external(), egress), {
      serviceEntry: {
        metadata,
        spec: {
          hosts: [host],
          location: "MESH_EXTERNAL",
          resolution: "DNS",
          ports: [{ number: 443, protocol: "HTTPS", name: "https-443" }],
          exportTo: ["."],
        },
      },
    });
  });

  it("may have several ports, on other numbers there, and an endpoint under another name", () => {
    const ports = [
      { number: 80, targetPort: 8080, protocol: "HTTP" },
      { number: 5432, protocol: "TCP" },
    ];
    const { spec } = compileExternal(external({ ports, endpoint: "db.example.net" })).serviceEntry;
    assert.deepEqual(spec.ports, [
      { number: 80, targetPort: 8080, protocol: "HTTP", name: "http-80" },
      { number: 5432, protocol: "TCP", name: "tcp-5432" },
    ]);
    assert.deepEqual(spec.endpoints, [{ address: "db.example.net" }]);
  });
});

describe("Rules for a host outside of the mesh", () => {
  const compiled = (traffic: object, number = 80) =>
    compileExternal(external({ ports: [{ number, protocol: "HTTP" }], traffic }), egress);

  it("are the same as for a service, seen by its namespace alone, without the mesh's certificates and outlier detection", () => {
    const { virtualService, destinationRule } = compiled(
      { timeout: "2s", connectionPool: { maxConnections: 9 } },
      8080,
    );
    assert.deepEqual(virtualService, {
      metadata,
      spec: {
        hosts: [host],
        http: [
          {
            route: [{ destination: { host, port: { number: 8080 } } }],
            timeout: "2s",
            retries: { attempts: 2, retryOn: "connect-failure,refused-stream,unavailable,cancelled" },
          },
        ],
        exportTo: ["."],
      },
    });
    assert.deepEqual(destinationRule, {
      metadata,
      spec: {
        host,
        trafficPolicy: {
          connectionPool: { tcp: { maxConnections: 9 } },
        },
        exportTo: ["."],
      },
    });
  });

  it("may put the calls of an app under TLS on their way out", () => {
    const { destinationRule } = compiled({ tls: { mode: "SIMPLE", sni: host } }, 443);
    assert.deepEqual(destinationRule?.spec.trafficPolicy, { tls: { mode: "SIMPLE", sni: host } });
    const plain = compiled({ tls: { mode: "DISABLE" } });
    assert.deepEqual(plain.destinationRule?.spec.trafficPolicy, { tls: { mode: "DISABLE" } });
  });

  it("may ask for outlier detection", () => {
    const { destinationRule } = compiled({ outlierDetection: { interval: "1s" } });
    assert.equal(destinationRule?.spec.trafficPolicy?.outlierDetection?.interval, "1s");
    assert.equal(destinationRule.spec.trafficPolicy.outlierDetection.consecutiveGatewayErrors, 5);
  });

  it("are no DestinationRule where they say nothing about connections: Istio refuses an empty one", () => {
    const { virtualService, destinationRule } = compiled({});
    assert.equal(destinationRule, undefined);
    assert.ok(virtualService);
  });
});

describe("A host outside of the mesh through the egress gateway", () => {
  const gatewayHost = "istio-egressgateway.istio-system.svc.cluster.local";
  const subsetOf = (settings: ExternalServiceSettings) =>
    egressDestinations([settings], egress)?.spec.subsets?.[0]?.name;
  const own = { name: "api-egress", namespace: "shop" };
  const mutual = { mode: "ISTIO_MUTUAL" };

  it("is known to its namespace and the gateway, and reached through it under mutual TLS: HTTP", () => {
    const settings = external({ ports: http, egressGateway: true });
    const { serviceEntry, gateway, virtualService, destinationRule } = compileExternal(settings, egress);
    assert.deepEqual(serviceEntry.spec.exportTo, [".", "istio-system"]);
    assert.equal(destinationRule, undefined);
    assert.deepEqual(gateway, {
      metadata: own,
      spec: {
        selector: egress.selector,
        servers: [{ port: { number: 443, name: "tls-shop-api", protocol: "HTTPS" }, hosts: [host], tls: mutual }],
      },
    });
    assert.deepEqual(virtualService, {
      metadata: own,
      spec: {
        hosts: [host],
        gateways: ["mesh", "shop/api-egress"],
        exportTo: [".", "istio-system"],
        http: [
          {
            match: [{ gateways: ["mesh"], port: 80 }],
            route: [{ destination: { host: gatewayHost, subset: subsetOf(settings), port: { number: 443 } } }],
          },
          {
            match: [{ gateways: ["shop/api-egress"], port: 443 }],
            route: [{ destination: { host, port: { number: 80 } } }],
          },
        ],
      },
    });
  });

  for (const protocol of ["HTTPS", "TLS"]) {
    it(`passes the app's own TLS on as it is: ${protocol}`, () => {
      const settings = external({ ports: [{ number: 8443, protocol }], egressGateway: true });
      const { gateway, virtualService } = compileExternal(settings, egress);
      assert.deepEqual(gateway?.spec.servers, [
        { port: { number: 443, name: "tls-shop-api", protocol: "TLS" }, hosts: [host], tls: mutual },
      ]);
      const { http: none, tls, tcp } = virtualService!.spec;
      assert.equal(none, undefined);
      assert.deepEqual(tls, [
        {
          match: [{ gateways: ["mesh"], port: 8443, sniHosts: [host] }],
          route: [{ destination: { host: gatewayHost, subset: subsetOf(settings), port: { number: 443 } } }],
        },
      ]);
      assert.deepEqual(tcp, [
        {
          match: [{ gateways: ["shop/api-egress"], port: 443 }],
          route: [{ destination: { host, port: { number: 8443 } } }],
        },
      ]);
    });
  }

  it("goes straight out where the mesh has no such gateway", () => {
    const compiled = compileExternal(external({ egressGateway: true }));
    assert.deepEqual(Object.keys(compiled), ["serviceEntry"]);
    assert.deepEqual(compiled.serviceEntry.spec.exportTo, ["."]);
  });

  it("is one of the subsets of the gateway's one DestinationRule, by its server name", () => {
    const out = external({ egressGateway: true });
    const other = external({ name: "other", host: "other.example.org", egressGateway: true });
    assert.deepEqual(egressDestinations([external(), out, other], egress), {
      metadata: { name: "istio-egressgateway", namespace: "istio-system" },
      spec: {
        host: gatewayHost,
        trafficPolicy: { tls: mutual },
        subsets: [
          { name: subsetOf(out), trafficPolicy: { tls: { ...mutual, sni: host } } },
          { name: subsetOf(other), trafficPolicy: { tls: { ...mutual, sni: "other.example.org" } } },
        ],
      },
    });
    assert.equal(egressDestinations([external()], egress), undefined);
  });

  it("has a subset's name of its own, in one DNS label, whatever its name and namespace", () => {
    const long = "a".repeat(56);
    const places: [string, string][] = [
      ["a-b", "c"],
      ["a", "b-c"],
      [`${long}b`, long],
      [long, long],
      [long, `${long.slice(1)}b`],
      ["a", `${"b".repeat(53)}-c`],
    ];
    const all = places.map(([namespace, name]) => subsetOf(external({ namespace, name, egressGateway: true })));
    assert.equal(new Set(all).size, places.length);
    for (const name of all) assert.match(name!, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });
});

describe("Hosts outside of the mesh in the cluster", () => {
  it("are made in order: routes last, over what stands before them", async () => {
    const services = [
      external({ ports: http, egressGateway: true }),
      external({ name: "db", ports: http, traffic: { tls: { mode: "DISABLE" } } }),
    ];
    const resources = await record(() => {
      const { ready } = someMesh();
      new ExternalServices("external", { services, egress, after: () => ready });
    });
    const urn = (name: string) => named(resources, name).urn;
    const mesh = urn("control-plane");
    const dependencies = (name: string) => named(resources, name).dependencies.sort();
    const before = ["external-egress-destination-rule", "external-shop/api-service-entry", "external-shop/api-gateway"];
    for (const name of before) assert.deepEqual(dependencies(name), [mesh]);
    assert.deepEqual(dependencies("external-shop/api-virtual-service"), [mesh, ...before.map(urn)].sort());
    assert.ok(dependencies("external-shop/db-virtual-service").includes(urn("external-shop/db-destination-rule")));
    assert.equal(ofKind(resources, "ServiceEntry").length, 2);
  });
});
