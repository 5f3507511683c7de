import assert from "node:assert/strict";
import { appsOf, chooseApp, type LoadApp } from "../../../../commands/load/apps";
import { parseSettings } from "../../../../config";

const image = "registry.example.com/hello:1.0";
const all = {
  namespaces: [{ name: "shop" }],
  sockShop: { namespace: "shop", host: "shop.example.com" },
  bookinfo: { namespace: "shop", host: "books.example.com" },
  apps: [
    { name: "inner", namespace: "shop", image },
    { name: "hello", namespace: "shop", image, host: "hello.example.com" },
  ],
};
const apps = (settings: Record<string, unknown>) => appsOf(parseSettings(settings));

describe("The apps that can be called", () => {
  it("are those with a host, the samples first, each with its page", () =>
    assert.deepEqual(
      apps(all).map(({ name, title, host, path }) => [name, title, host, path]),
      [
        ["sockShop", "Sock Shop", "shop.example.com", "/"],
        ["bookinfo", "Bookinfo", "books.example.com", "/productpage"],
        ["hello", "hello", "hello.example.com", "/"],
      ],
    ));

  it("are not those that are switched off", () => {
    const off = {
      ...all,
      sockShop: { ...all.sockShop, enabled: false },
      bookinfo: { ...all.bookinfo, enabled: false },
    };
    assert.deepEqual(
      apps(off).map(({ name }) => name),
      ["hello"],
    );
    assert.deepEqual(apps({}), []);
  });

  it("come with their TLS", () => {
    const tls = { secret: "certificate" };
    const [shop] = apps({ ...all, sockShop: { ...all.sockShop, tls } });
    assert.equal(shop?.tls?.secret, "certificate");
  });
});

describe("The app that is called", () => {
  const choose = (name?: string, of: LoadApp[] = apps(all)) => chooseApp(of, name, "dev");

  it("is the first, or the one that APP names", () => {
    assert.equal(choose().name, "sockShop");
    assert.equal(choose("hello").host, "hello.example.com");
  });

  it("is none where the stack has none with a host, and says which keys make one", () =>
    assert.throws(
      () => choose(undefined, []),
      /^Error: Stack dev has no app with a host.*istio-mesh:sockShop, .*`host`/,
    ));

  it("is one that the stack has", () => {
    const message = "APP=inner: no such app with a host in stack dev; there are: sockShop, bookinfo, hello";
    assert.throws(() => choose("inner"), { message });
    assert.throws(() => choose("toString"), /APP=toString: no such app/);
  });

  it("is none that asks callers for a certificate", () => {
    const tls = { secret: "certificate", clientCertificates: true };
    const of = apps({ ...all, sockShop: { ...all.sockShop, tls } });
    const message =
      "APP=sockShop: shop.example.com asks callers for a certificate, which this command has none of; " +
      "without one go: bookinfo, hello";
    assert.throws(() => choose(undefined, of), { message });
    assert.throws(() => choose(undefined, of.slice(0, 1)), /which this command has none of$/);
  });
});
