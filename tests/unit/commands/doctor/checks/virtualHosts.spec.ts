import assert from "node:assert/strict";
import { judgeVirtualHosts, virtualHosts, type Declared } from "../../../../../commands/doctor/checks/virtualHosts";
import type { Gateway, RouteConfiguration, Server, VirtualService } from "../../../../../commands/doctor/routing";
import { brief, cluster, gatewayPod, ingress, outputs, steps } from "../objects";

describe("doctor: virtual hosts", () => {
  const named = (fullName: string) => {
    const [namespace, name = ""] = fullName.split("/");
    return { name, namespace };
  };
  const http = (...hosts: string[]): Server => ({ hosts, port: { number: 80, protocol: "HTTP" } });
  const gateway = (fullName: string, servers: Server[], selector = ingress.selector): Gateway => ({
    metadata: named(fullName),
    spec: { selector, servers },
  });
  const service = (fullName: string, hosts: string[], gateways: string[], more = {}): VirtualService => ({
    metadata: named(fullName),
    spec: { hosts, gateways, http: [{}], ...more },
  });
  const routes = (...domains: string[]): RouteConfiguration[] => [
    { name: "http.80", virtualHosts: domains.map((domain) => ({ name: `${domain}:80`, domains: [domain] })) },
    { virtualHosts: [{ name: "backend", domains: ["*"] }] },
  ];
  const front = gateway("shop/front", [http("shop.example.com")]);
  const shop = service("shop/shop", ["shop.example.com"], ["front"]);
  const good: Declared = {
    ingress,
    gateways: [front],
    services: [shop, service("shop/carts", ["carts"], [])],
    routes: [{ pod: gatewayPod(), configurations: routes("shop.example.com") }],
  };
  const judge = (changes: Partial<Declared>) => judgeVirtualHosts({ ...good, ...changes });
  const causes = (changes: Partial<Declared>) => judge(changes).findings.flatMap((one) => one.causes ?? []);
  const nothing = { pod: gatewayPod(), configurations: routes() };

  it("are well when the gateway serves what is declared, and no more", () => {
    assert.deepEqual(judge({}), { summary: "1 host on 1 gateway pod", findings: [] });
  });

  for (const domain of ["shop.example.com:*", "shop.example.com:80", "Shop.example.com"]) {
    it(`are well as ${domain}`, () => {
      assert.deepEqual(judge({ routes: [{ pod: gatewayPod(), configurations: routes(domain) }] }).findings, []);
    });
  }

  it("are in error when one is missing; with nothing wrong in the objects the gateway is behind", () => {
    const result = judge({ routes: [nothing] });
    assert.equal(result.summary, "0 hosts on 1 gateway pod, 1 missing");
    assert.deepEqual(brief(result), [
      "error VirtualService shop/shop, host shop.example.com: the gateway has no virtual host for it",
    ]);
    assert.match(causes({ routes: [nothing] }).join(), /has not taken its newest configuration/);
    assert.ok(steps(result).includes("istioctl proxy-config routes gateway-1.istio-system"));
  });

  it("are in error when one is missing on one pod of several", () => {
    const second = { pod: gatewayPod("gateway-2"), configurations: routes() };
    assert.match(brief(judge({ routes: [...good.routes, second] })).join(), /on 1 gateway pod \(gateway-2\)$/);
  });

  it("say that the Gateway does not list the host", () => {
    const gateways = [gateway("shop/front", [http("other.example.com", "*.example.org", "edge/shop.example.com")])];
    assert.deepEqual(causes({ gateways, routes: [nothing] }), [
      "Gateway shop/front does not list it (for VirtualServices of shop: other.example.com, *.example.org)",
    ]);
  });

  it("say that the gateway is looked for in the wrong namespace", () => {
    const services = [service("web/shop", ["shop.example.com"], ["front"])];
    const changes = { services, routes: [nothing] };
    assert.deepEqual(causes(changes), [
      "it is bound to Gateway web/front, which does not exist; one of another namespace is named with it: shop/front",
    ]);
    assert.ok(steps(judge(changes)).includes("kubectl get gateways.networking.istio.io -A"));
  });

  it("say that there is no such gateway at all", () => {
    const services = [service("shop/shop", ["shop.example.com"], ["shop/fornt"])];
    assert.deepEqual(causes({ services, routes: [nothing] }), [
      "it is bound to Gateway shop/fornt, which does not exist",
    ]);
  });

  it("say that ports or protocols do not meet", () => {
    const passed: Server = { ...http("shop.example.com"), port: { number: 443, protocol: "TLS" } };
    assert.match(
      causes({ gateways: [gateway("shop/front", [passed])], routes: [nothing] }).join(),
      /^Gateway shop\/front has no server for HTTP/,
    );
    const services = [service("shop/shop", ["shop.example.com"], ["front"], { http: [{ match: [{ port: 8443 }] }] })];
    assert.deepEqual(causes({ services, routes: [nothing] }), [
      "its routes are for port 8443, Gateway shop/front listens on 80",
    ]);
  });

  it("say that the gateway's namespace does not see the VirtualService", () => {
    const services = [service("shop/shop", ["shop.example.com"], ["front"], { exportTo: ["."] })];
    assert.deepEqual(causes({ services, routes: [nothing] }), [
      "its exportTo does not name the gateway's namespace istio-system",
    ]);
  });

  it("are those of wildcards where Gateway and VirtualService meet", () => {
    const gateways = [gateway("shop/front", [http("a.example.com", "b.example.com")])];
    const services = [service("shop/shop", ["*.example.com"], ["front"])];
    const configurations = routes("a.example.com");
    const result = judge({ gateways, services, routes: [{ pod: gatewayPod(), configurations }] });
    assert.deepEqual(brief(result), [
      "error VirtualService shop/shop, host b.example.com: the gateway has no virtual host for it",
    ]);
  });

  it("are not asked for where a VirtualService is for other gateways, for sidecars or has no HTTP routes there", () => {
    const egress = gateway("shop/egress", [http("api.example.com")], { istio: "egressgateway" });
    const services = [
      service("shop/a", ["api.example.com"], ["egress"]),
      service("shop/b", ["b.example.com"], ["mesh"]),
      service("shop/c", ["c.example.com"], ["front"], { http: undefined, tls: [{}] }),
      service("shop/d", ["d.example.com"], ["front", "mesh"], { http: [{ match: [{ gateways: ["mesh"] }] }] }),
    ];
    assert.deepEqual(judge({ gateways: [front, egress], services, routes: [nothing] }).findings, []);
  });

  it("are a warning when nobody declares one, and say where it comes from", () => {
    const [known] = routes("shop.example.com");
    const from = { metadata: { filterMetadata: { istio: { config: "/apis/ingress/old" } } } };
    const stranger = { name: "x:80", domains: ["old.example.com:*"], routes: [{}, from] };
    const configurations = [{ ...known, virtualHosts: [...(known?.virtualHosts ?? []), stranger] }];
    assert.deepEqual(brief(judge({ routes: [{ pod: gatewayPod(), configurations }] })), [
      "warning Host old.example.com: the gateway answers for it (from /apis/ingress/old)",
    ]);
    const one = brief(judge({ services: [] }));
    assert.deepEqual(one, ["warning Host shop.example.com: the gateway answers for it"]);
  });

  it("are not strange as a redirect to HTTPS, nor as the 404 of a port without any", () => {
    const redirect = { ...http("shop/go.example.com"), tls: { httpsRedirect: true } };
    const gateways = [front, gateway("shop/redirect", [redirect])];
    const blackhole = { name: "http.8080", virtualHosts: [{ name: "blackhole:8080", domains: ["*"] }] };
    const configurations = [...routes("shop.example.com", "go.example.com"), blackhole];
    assert.deepEqual(judge({ gateways, routes: [{ pod: gatewayPod(), configurations }] }).findings, []);
  });

  describe("in the cluster", () => {
    const lists = {
      pods: [gatewayPod(), gatewayPod("gateway-2", { status: { phase: "Pending" } })],
      "gateways.networking.istio.io": good.gateways,
      "virtualservices.networking.istio.io": good.services,
    };
    const command = "istioctl proxy-config routes gateway-1.istio-system -i istio-system -o json";

    it("are asked of every gateway that runs", async () => {
      const asked = cluster(lists, { [command]: JSON.stringify(routes("shop.example.com")) });
      assert.deepEqual(await virtualHosts.run({ cluster: asked, outputs }), judge({}));
    });

    it("are all missing where the gateway has no routes", async () => {
      const asked = cluster(lists, { [command]: "null" });
      assert.equal((await virtualHosts.run({ cluster: asked, outputs })).findings.length, 1);
    });

    it("are not checked without a gateway, or while none runs, which another check says", async () => {
      const without = await virtualHosts.run({
        cluster: cluster({}),
        outputs: { ...outputs, ingressGateway: undefined },
      });
      assert.equal(without.skipped, true);
      assert.equal((await virtualHosts.run({ cluster: cluster({ pods: [] }), outputs })).skipped, true);
    });
  });
});
