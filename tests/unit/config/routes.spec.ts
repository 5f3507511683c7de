import assert from "node:assert/strict";
import { parseSettings } from "../../../config";
import { refusals } from "./refusal";

const platform = "openshift";
const defaults = { targetPort: "http2", termination: "edge", replaceDirect: false };

describe("Routes of a stack on OpenShift", () => {
  it("have safe defaults", () => {
    assert.deepEqual(parseSettings({ platform, routes: {} }).routes, defaults);
    assert.equal(parseSettings({ platform }).routes, undefined);
  });

  it("may be the guide's", () => {
    const routes = { targetPort: 8080, termination: "none", replaceDirect: true };
    for (const kind of ["maistra", "sail"]) {
      assert.deepEqual(parseSettings({ platform, mesh: { kind }, routes }).routes, routes);
    }
  });

  refusals([
    [
      "are refused on Kubernetes",
      { routes: {} },
      `routes: found ${JSON.stringify(defaults)}; allowed: nothing while platform is kubernetes; platform: openshift makes it count`,
    ],
    [
      "lead to no other port",
      { platform, routes: { targetPort: "https" } },
      'routes.targetPort: found "https"; allowed: one of http2, 8080',
    ],
    [
      "lead by number only to gateways whose pods listen on it",
      { platform, routes: { targetPort: 8080 } },
      "routes.targetPort: found 8080; allowed: http2 while mesh.kind is istio; its gateway's pods do not listen on 8080",
    ],
    [
      "are not asked to pass on what has no TLS",
      { platform, routes: { termination: "passthrough" } },
      'routes.termination: found "passthrough"; allowed: one of edge, none',
    ],
    [
      "have no other keys",
      { platform, routes: { wildcardPolicy: "Subdomain" } },
      'routes.wildcardPolicy: found "Subdomain"; allowed: the keys targetPort, termination, replaceDirect; this key does not exist: remove it',
    ],
  ]);
});
