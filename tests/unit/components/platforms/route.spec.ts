import assert from "node:assert/strict";
import type { Settings } from "../../../../config";
import { openshift } from "../../../../components/platforms/openshift";
import { ofKind, record } from "../../support/recorder";

const gateway = { namespace: "istio-system", service: "istio-ingressgateway" };
const hosts = ["shop.apps.example.com", "books.apps.example.com"];

const routesOf = async (settings?: Partial<Settings["routes"]>, tls?: boolean) => {
  const routes = settings && {
    targetPort: "http2" as const,
    termination: "edge" as const,
    replaceDirect: false,
    ...settings,
  };
  const platform = openshift({ routes });
  return ofKind(await record(() => platform.exposeHosts("edge", hosts, { ...gateway, tls }, {})), "Route");
};
const specOf = async (...given: Parameters<typeof routesOf>) => (await routesOf(...given))[0]!.inputs.spec;

const edge = { termination: "edge", insecureEdgeTerminationPolicy: "Redirect" };
const common = {
  host: "shop.apps.example.com",
  to: { kind: "Service", name: "istio-ingressgateway", weight: 100 },
  wildcardPolicy: "None",
};

describe("The Routes on OpenShift", () => {
  it("are one for each host, beside the gateway's Service, named after the host", async () => {
    const routes = await routesOf();
    assert.deepEqual(
      routes.map(({ inputs }) => inputs.spec.host),
      hosts,
    );
    const { apiVersion, metadata } = routes[0]!.inputs;
    assert.equal(apiVersion, "route.openshift.io/v1");
    const annotations = { "pulumi.com/deletionPropagationPolicy": "background" };
    assert.deepEqual(metadata, { name: "shop.apps.example.com", namespace: "istio-system", annotations });
  });

  it("end TLS at the router by default, and send plain callers there", async () => {
    const expected = { ...common, port: { targetPort: "http2" }, tls: edge };
    assert.deepEqual(await specOf(), expected);
    assert.deepEqual(await specOf({}), expected);
  });

  it("are the guide's without TLS, by the number of the gateway pods' port", async () => {
    const spec = await specOf({ termination: "none", targetPort: 8080 });
    assert.deepEqual(spec, { ...common, port: { targetPort: 8080 } });
  });

  for (const termination of ["edge", "none"] as const) {
    it(`pass TLS of a host's own on unread, also with termination ${termination}`, async () => {
      assert.deepEqual(await specOf({ termination, targetPort: 8080 }, true), {
        ...common,
        port: { targetPort: "https" },
        tls: { termination: "passthrough", insecureEdgeTerminationPolicy: "Redirect" },
      });
    });
  }
});
