import assert from "node:assert/strict";
import type { Finding } from "../../../../commands/doctor/finding";
import type { LoadApp } from "../../../../commands/load/apps";
import { installedFor } from "../../../../commands/load/installedHosts";

const gateway = { namespace: "istio-system", service: "gateway", selector: {} };
const outputs = {
  meshNamespace: "istio-system",
  meshReleases: [],
  meshNamespaces: [],
  ingressGateway: gateway as typeof gateway | undefined,
  sockShopHost: "shop.example.com",
  appHosts: ["hello.example.com"],
};
const app = (host: string): LoadApp => ({ name: "hello", title: "hello", host, path: "/" });

describe("What is installed for a load", () => {
  const make = (target: string) => `make ${target}`;
  const asked = (host: string, more: object = {}) =>
    installedFor(app(host), make, () => ({ outputs: { ...outputs, ...more } }));

  it("is the gateway, for the host of a sample or of an app", () => {
    for (const host of ["shop.example.com", "hello.example.com"]) {
      assert.deepEqual(asked(host), { gateway, addons: [] });
    }
    assert.equal(asked("books.example.com", { bookinfoHost: "books.example.com" }).gateway, gateway);
  });

  it("names the addons that are on", () =>
    assert.deepEqual(asked("shop.example.com", { addons: ["prometheus"] }).addons, ["prometheus"]));

  it("is not an app that is only in the file yet", () => {
    const message = "APP=hello: new.example.com is in the stack's file, but not installed yet. Next: make up";
    assert.throws(() => asked("new.example.com"), { message });
    assert.throws(() => asked("hello.example.com", { appHosts: undefined }), /not installed yet/);
  });

  it("is nothing without a gateway", () =>
    assert.throws(() => asked("shop.example.com", { ingressGateway: undefined }), /This stack has no ingress gateway/));

  it("is nothing where the stack has installed nothing, which says what to do", () => {
    const finding: Finding = {
      severity: "error",
      object: "Stack dev",
      found: "nothing is installed",
      expected: "",
      next: ["make up"],
    };
    const failure = { summary: "not installed", findings: [finding] };
    const message = "Stack dev: nothing is installed. Next: make up";
    assert.throws(() => installedFor(app("a"), make, () => ({ failure })), { message });
  });
});
