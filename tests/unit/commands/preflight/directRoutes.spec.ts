import assert from "node:assert/strict";
import type { Cluster } from "../../../../commands/preflight/cluster";
import { directRoutes, replacedRoutes, type Route, routeType } from "../../../../commands/preflight/directRoutes";
import type { RawSettings } from "../../../../config";
import { cluster, given, made } from "./support";

const host = "shop.apps.example.com";
const stack = (more: RawSettings = {}) => ({
  platform: "openshift",
  namespaces: [{ name: "shop" }],
  sockShop: { namespace: "shop", host },
  ...more,
});
const replacing = stack({ routes: { replaceDirect: true } });

const claim = (namespace: string, spec: object = {}, metadata: object = {}) => ({
  metadata: { namespace, name: "front-end", ...metadata },
  spec: { host, to: { name: "front-end" }, ...spec },
});
const on = (...routes: object[]) => ({ objects: { "routes.route.openshift.io": routes } });

const found = `it holds the host ${host} and leads to front-end, so that the router would refuse this stack's`;
const byHand = (namespace: string) =>
  `choose another host, or \`kubectl delete routes.route.openshift.io -n ${namespace} front-end\` if it is yours`;

describe("A Route that leads past the gateway", () => {
  it("is refused in a namespace of the stack, with the setting that replaces it", () => {
    assert.deepEqual(directRoutes(given(stack(), on(claim("shop")))), [
      {
        object: "Route shop/front-end",
        found,
        todo: "set istio-mesh:routes.replaceDirect: true, and `make up` deletes it once the rest of the stack is up",
      },
    ]);
  });

  it("is let through to be replaced with that setting", () => {
    const asked = given(replacing, on(claim("shop"), claim("elsewhere", { host: "other.apps.example.com" })));
    assert.deepEqual(directRoutes(asked), []);
    const replaced = replacedRoutes(asked.settings, asked.cluster).map(({ metadata }) => metadata);
    assert.deepEqual(replaced, [{ namespace: "shop", name: "front-end" }]);
  });

  it("is never replaced without it, nor in a namespace of somebody else, whose it is to judge", () => {
    const fake = on(claim("elsewhere"));
    for (const settings of [stack(), replacing]) {
      const asked = given(settings, fake);
      assert.deepEqual(directRoutes(asked), [
        { object: "Route elsewhere/front-end", found, todo: byHand("elsewhere") },
      ]);
      assert.deepEqual(replacedRoutes(asked.settings, asked.cluster), []);
    }
    const { settings } = given(stack());
    assert.deepEqual(replacedRoutes(settings, cluster(on(claim("shop")))), []);
  });

  it("is not replaced where an Ingress would make it again", () => {
    const ownerReferences = [{ kind: "Ingress", name: "web" }];
    const asked = given(replacing, on(claim("shop", {}, { ownerReferences })));
    const [problem] = directRoutes(asked);
    assert.equal(problem?.todo, "delete Ingress shop/web, which makes it");
    assert.deepEqual(replacedRoutes(asked.settings, asked.cluster), []);
  });

  it("is one with any path, but beside the gateway only one for the same path", () => {
    const objectsOf = (...routes: object[]) => directRoutes(given(stack(), on(...routes))).map(({ object }) => object);
    assert.deepEqual(objectsOf(claim("shop", { path: "/admin" })), ["Route shop/front-end"]);
    assert.deepEqual(objectsOf(claim("istio-system", { path: "/admin" })), []);
    assert.deepEqual(objectsOf(claim("istio-system", { path: "/" })), ["Route istio-system/front-end"]);
    assert.deepEqual(objectsOf(claim("istio-system")), ["Route istio-system/front-end"]);
  });

  it("is not the stack's own, nor one that a killed run had begun", () => {
    const resource = made(routeType, "istio-system", "front-end");
    const fake = on(claim("istio-system"));
    assert.deepEqual(directRoutes(given(stack(), fake, { resources: [resource] })), []);
    const begun = { pending_operations: [{ type: "creating" as const, resource }] };
    assert.deepEqual(directRoutes(given(stack(), fake, begun)), []);
  });

  it("is not asked for where nothing has a host, on Kubernetes, or without Routes", () => {
    const fake = on(claim("shop"));
    assert.deepEqual(directRoutes(given(stack({ sockShop: undefined }), fake)), []);
    assert.deepEqual(directRoutes(given(stack({ platform: "kubernetes" }), fake)), []);
    assert.deepEqual(directRoutes(given(stack(), { ...fake, apis: [] })), []);
  });

  it("is looked for in the stack's own namespaces by an account that may not list those of the whole cluster", () => {
    const asked = given(stack(), on(claim("shop")));
    const namespaces: (string | undefined)[] = [];
    const only = (complaint: string): Cluster => ({
      ...asked.cluster,
      list: <T>(kind: string, namespace?: string) => {
        namespaces.push(namespace);
        if (namespace === undefined) throw new Error(complaint);
        return asked.cluster.list<T>(kind).filter((one) => (one as Route).metadata.namespace === namespace);
      },
    });
    assert.equal(directRoutes({ ...asked, cluster: only("Error from server (Forbidden): routes") }).length, 1);
    assert.deepEqual(namespaces, [undefined, "istio-system", "shop"]);
    assert.throws(() => directRoutes({ ...asked, cluster: only("no route to host") }), { message: "no route to host" });
  });

  it("is looked for beside the gateway of OpenShift Service Mesh 3 in its own namespace", () => {
    const mesh = { kind: "sail", sail: { gateway: { namespace: "edge" } } };
    assert.deepEqual(directRoutes(given(stack({ mesh }), on(claim("edge", { path: "/admin" })))), []);
    assert.equal(directRoutes(given(stack({ mesh }), on(claim("istio-system", { path: "/admin" })))).length, 1);
  });
});
