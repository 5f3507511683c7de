import assert from "node:assert/strict";
import { platforms } from "../../../../components/platforms";
import { IngressHosts } from "../../../../components/traffic/ingress";
import type { HostTls, Settings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import { named, ofKind, record } from "../../support/recorder";

async function expose(on: Settings["platform"], tls?: HostTls, hosts = ["shop.example.com"]) {
  let reference = "";
  const resources = await record(() => {
    const { ingress, ready } = someMesh();
    const args = { gateway: "shop-gateway", namespace: "shop", hosts, tls, platform: platforms[on], after: ready };
    ({ reference } = new IngressHosts("edge", { ...args, ingress: ingress! }));
  });
  return { resources, reference };
}

const tls: HostTls = { secret: "shop-tls", minVersion: "TLSV1_2", redirectHttp: true, clientCertificates: false };
const hosts = ["shop.example.com"];
const http = { port: { number: 80, name: "http", protocol: "HTTP" }, hosts };
const httpsPort = { number: 443, name: "https-shop-shop-gateway", protocol: "HTTPS" };

/** The servers of the Gateway with that TLS. */
const servers = async (changes: Partial<HostTls>) =>
  named((await expose("kubernetes", { ...tls, ...changes })).resources, "edge-gateway").inputs.spec.servers;

describe("Hosts at the edge of the mesh", () => {
  it("share one Gateway at the gateway's pods, and nothing else on Kubernetes", async () => {
    const { resources, reference } = await expose("kubernetes");
    const { inputs, dependencies } = named(resources, "edge-gateway");
    assert.equal(inputs.metadata.name, "shop-gateway");
    assert.equal(inputs.metadata.namespace, "shop");
    assert.deepEqual(inputs.spec, { selector: { istio: "ingressgateway" }, servers: [http] });
    assert.deepEqual(dependencies, [named(resources, "control-plane").urn]);
    assert.equal(reference, "shop/shop-gateway");
    assert.equal(ofKind(resources, "Route").length, 0);
  });

  it("get a Route each on OpenShift, to the gateway's plain port", async () => {
    const { resources } = await expose("openshift", undefined, ["shop.example.com", "www.example.com"]);
    const { inputs } = named(resources, "edge-route-shop.example.com");
    assert.equal(inputs.metadata.namespace, "istio-system");
    assert.deepEqual(inputs.spec, {
      host: "shop.example.com",
      to: { kind: "Service", name: "istio-ingressgateway", weight: 100 },
      port: { targetPort: "http2" },
      tls: { termination: "edge", insecureEdgeTerminationPolicy: "Redirect" },
      wildcardPolicy: "None",
    });
    assert.equal(ofKind(resources, "Route").length, 2);
  });
});

describe("Hosts under TLS", () => {
  it("are served with the secret's certificate, and plain callers are sent there", async () => {
    assert.deepEqual(await servers({}), [
      { ...http, tls: { httpsRedirect: true } },
      {
        port: httpsPort,
        hosts,
        tls: { mode: "SIMPLE", credentialName: "shop-tls", minProtocolVersion: "TLSV1_2" },
      },
    ]);
  });

  it("may ask callers for certificates, and for TLS 1.3", async () => {
    const [, https] = await servers({ clientCertificates: true, minVersion: "TLSV1_3" });
    assert.deepEqual(https, {
      port: httpsPort,
      hosts,
      tls: { mode: "MUTUAL", credentialName: "shop-tls", minProtocolVersion: "TLSV1_3" },
    });
  });

  it("may be served without TLS as well", async () => {
    assert.deepEqual((await servers({ redirectHttp: false }))[0], http);
    assert.equal((await servers({ redirectHttp: false })).length, 2);
  });

  it("have Routes on OpenShift that pass TLS on unread", async () => {
    const { resources } = await expose("openshift", tls);
    assert.deepEqual(named(resources, "edge-route-shop.example.com").inputs.spec, {
      host: "shop.example.com",
      to: { kind: "Service", name: "istio-ingressgateway", weight: 100 },
      port: { targetPort: "https" },
      tls: { termination: "passthrough", insecureEdgeTerminationPolicy: "Redirect" },
      wildcardPolicy: "None",
    });
  });
});
