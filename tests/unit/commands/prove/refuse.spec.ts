import assert from "node:assert/strict";
import type * as Refuse from "../../../../commands/prove/refuse";
import type { RawSettings } from "../../../../config";
import { load } from "../../tools/harness";

describe("A stack that scenarios cannot be shown on", () => {
  const refuse = (settings: RawSettings) =>
    load<typeof Refuse>("commands/prove/refuse", {
      "config/stackFile": { readStackFile: (stack: string) => (assert.equal(stack, "staging"), settings) },
    }).refuseUnprovable("staging");
  const sockShop = { namespace: "shop", host: "shop.example.com" };

  it("is one without a shop, or with a disabled one", () => {
    const message =
      /istio-mesh:sockShop: found .*; allowed: Sock Shop with namespace and host, in which every scenario/;
    for (const without of [
      {},
      { sockShop: null },
      { sockShop: "yes" },
      { sockShop: { ...sockShop, enabled: false } },
    ]) {
      assert.throws(() => refuse(without), message);
    }
  });

  it("is one whose shop is served over TLS", () => {
    const tls = { secret: "shop-tls" };
    const message =
      /istio-mesh:sockShop\.tls: found .*; allowed: nothing for `make prove`.*\n?.*prove on a stack whose shop is served/;
    assert.throws(() => refuse({ sockShop: { ...sockShop, tls } }), message);
  });

  it("is none with a shop, whatever else it has", () => {
    refuse({ sockShop });
    refuse({ sockShop: { ...sockShop, enabled: true }, scenario: "abort-carts", bookinfo: { enabled: false } });
  });
});
