import assert from "node:assert/strict";
import { configOf } from "../../policies/rule";
import { explicitHosts } from "../../policies/rules/explicit-hosts";
import { istioMutual } from "../../policies/rules/istio-mutual";

describe("rule configuration", () => {
  it("has a default for every key", () => {
    assert.deepEqual(configOf(explicitHosts, {}), { allowedWildcardDomains: [], allowDelegates: false });
    assert.deepEqual(configOf(istioMutual, {}), { hostsOutsideMesh: [] });
  });

  const domains: [string, RegExp][] = [
    ["*", /it is not a domain name; write a domain of yours/],
    ["*.apps.example.com", /it is not a domain name/],
    ["", /it is not a domain name/],
    ["com", /"com" is a public suffix/],
    ["co.uk", /"co.uk" is a public suffix/],
    ["CO.UK.", /"co.uk" is a public suffix/],
    ["github.io", /"github.io" is a public suffix/],
    ["svc.cluster.local", /the services of every namespace/],
  ];
  for (const [domain, message] of domains) {
    it(`refuses allowedWildcardDomains: [${JSON.stringify(domain)}]`, () => {
      assert.throws(() => configOf(explicitHosts, { allowedWildcardDomains: ["a.example.com", domain] }), message);
    });
  }

  const hosts: [string, RegExp][] = [
    ["*", /it is not a host name; write "api.example.com"/],
    ["*.com", /"com" is a public suffix/],
    ["*.local", /"local" is a public suffix/],
    ["*.svc.cluster.local", /the services of every namespace/],
    ["api.*.example.com", /it is not a host name/],
  ];
  for (const [host, message] of hosts) {
    it(`refuses hostsOutsideMesh: [${JSON.stringify(host)}]`, () => {
      assert.throws(() => configOf(istioMutual, { hostsOutsideMesh: [host] }), message);
    });
  }

  it("lists every problem by its key, with the keys there are", () => {
    const given = { allowedWildcardDomains: ["a.example.com", "com"], allowDelegates: "yes", allowedDomains: [] };
    assert.throws(() => configOf(explicitHosts, given), {
      message: [
        "Configuration of rule explicit-hosts (keys: allowedWildcardDomains, allowDelegates):",
        '  explicit-hosts.allowedWildcardDomains[1]: "com" is refused, "com" is a public suffix, its hosts belong to' +
          ' different owners; write a domain of yours such as "apps.example.com"',
        "  explicit-hosts.allowDelegates: Invalid input: expected boolean, received string",
        '  explicit-hosts: Unrecognized key: "allowedDomains"',
      ].join("\n"),
    });
  });
});
