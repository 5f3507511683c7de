import assert from "node:assert/strict";
import type * as ReplaceRoutes from "../../../commands/replaceRoutes";
import { parseSettings } from "../../../config";
import { load } from "../tools/harness";

describe("Routes that lead past the gateway", () => {
  const host = "shop.apps.example.com";
  const run = (replaceDirect: boolean, what: keyof typeof ReplaceRoutes = "replaceRoutes") => {
    const did: string[] = [];
    const said: string[] = [];
    load<typeof ReplaceRoutes>("commands/replaceRoutes", {
      "config/stackFile": {
        settingsOfStackFile: () =>
          parseSettings({
            platform: "openshift",
            routes: { replaceDirect },
            namespaces: [{ name: "shop" }],
            sockShop: { namespace: "shop", host },
          }),
      },
      "commands/kubectl": { kubectl: (...args: string[]) => did.push(args.join(" ")) },
      "commands/preflight/cluster": {
        stackCluster: {
          list: () => [
            { metadata: { namespace: "shop", name: "front-end" }, spec: { host } },
            { metadata: { namespace: "istio-system", name: host }, spec: { host } },
          ],
        },
      },
    })[what]((line) => said.push(line));
    return { did, said };
  };

  it("are deleted where the stack says so, and only in its namespaces", () => {
    assert.deepEqual(run(true), {
      did: ["delete routes.route.openshift.io -n shop front-end --ignore-not-found"],
      said: [`Deleted Route shop/front-end: calls to ${host} go through the ingress gateway from now on.`],
    });
  });

  it("are told and left alone by a preview", () => {
    assert.deepEqual(run(true, "announceRoutes"), {
      did: [],
      said: [`\`make up\` would then delete Route shop/front-end, which leads ${host} past the ingress gateway.`],
    });
  });

  it("stay where it does not", () => {
    assert.deepEqual(run(false), { did: [], said: [] });
    assert.deepEqual(run(false, "announceRoutes"), { did: [], said: [] });
  });
});
