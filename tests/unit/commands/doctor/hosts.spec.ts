import assert from "node:assert/strict";
import { covers, gatewayReference, hostOf, hostsFor, intersection } from "../../../../commands/doctor/hosts";

describe("Istio's rules for names", () => {
  it("cover a host by itself or by a wildcard above it", () => {
    assert.ok(covers("a.example.com", "a.example.com"));
    assert.ok(!covers("a.example.com", "b.example.com"));
    assert.ok(!covers("a.example.com", "*.example.com"));
    assert.ok(covers("*.example.com", "a.example.com"));
    assert.ok(!covers("*.example.com", "example.com"));
    assert.ok(covers("*.example.com", "*.example.com"));
    assert.ok(covers("*.com", "*.example.com"));
    assert.ok(!covers("*.example.com", "*.com"));
    assert.ok(covers("*", "a"));
  });

  it("keep what both lists cover", () => {
    assert.deepEqual(intersection(["foo.com", "*.net"], ["*.com", "bar.net"]), ["foo.com", "bar.net"]);
    assert.deepEqual(intersection(["*.net"], ["*.bar.net"]), ["*.bar.net"]);
    assert.deepEqual(intersection(["foo.com"], ["bar.com"]), []);
    assert.deepEqual(intersection(["*"], ["foo.com", "foo.com"]), ["foo.com"]);
  });

  it("open a server's hosts to namespaces", () => {
    const hosts = ["one.com", "*/two.com", "shop/three.com", "./four.com"];
    assert.deepEqual(hostsFor("shop", hosts, "gateways"), ["one.com", "two.com", "three.com"]);
    assert.deepEqual(hostsFor("gateways", hosts, "gateways"), ["one.com", "two.com", "four.com"]);
  });

  it("find the gateway that is meant", () => {
    assert.equal(gatewayReference("front", "shop"), "shop/front");
    assert.equal(gatewayReference("./front", "shop"), "shop/front");
    assert.equal(gatewayReference("edge/front", "shop"), "edge/front");
    assert.equal(gatewayReference("front.edge.svc.cluster.local", "shop"), "edge/front");
    assert.equal(gatewayReference("front.edge", "shop"), "edge/front");
  });

  it("take the port off a domain", () => {
    assert.deepEqual(["a.com", "A.com:80", "a.com:*", "*"].map(hostOf), ["a.com", "a.com", "a.com", "*"]);
  });
});
