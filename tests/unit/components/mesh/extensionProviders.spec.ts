import assert from "node:assert/strict";
import { extensionProviders } from "../../../../components/mesh/extensionProviders";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";
import { toJaeger } from "../../support/meshes";

const providers = (raw: RawSettings) => {
  const { mesh, addons } = parseSettings(raw);
  return extensionProviders(mesh, addons);
};

describe("Extension providers of the mesh config", () => {
  it("know Jaeger in the control plane's namespace, with or without the addon", () => {
    assert.deepEqual(providers({ mesh: { namespace: { name: "mesh" } } }), toJaeger("mesh"));
    assert.deepEqual(providers({ addons: { jaeger: {} } }), toJaeger("istio-system"));
  });

  it("know a backend for traces of one's own", () => {
    const service = "collector.observability.svc.cluster.local";
    const own = (tracing: object) => providers({ mesh: { tracing } }).at(-1);
    assert.deepEqual(own({ service, port: 4317 }), { name: "tracing", opentelemetry: { service, port: 4317 } });
    assert.deepEqual(own({ service, port: 9411, protocol: "zipkin" }), {
      name: "tracing",
      zipkin: { service, port: 9411 },
    });
  });

  it("know the authorizer of an addon as long as its group is there", () => {
    const authorizer = { service: "oauth2-proxy.auth.svc.cluster.local", port: 4180 };
    const expose = {
      host: "jaeger.example.com",
      tls: { secret: "certificate" },
      authentication: { externalAuthorizer: authorizer },
    };
    const on = providers({ addons: { jaeger: { expose } } });
    const { name, envoyExtAuthzHttp } = on.at(-1) as { name: string; envoyExtAuthzHttp: Record<string, unknown> };
    assert.equal(name, "addons-authorizer");
    assert.deepEqual([envoyExtAuthzHttp.service, envoyExtAuthzHttp.port], [authorizer.service, authorizer.port]);
    // Istio's default: an authorizer that fails lets nobody in.
    assert.equal("failOpen" in envoyExtAuthzHttp, false);
    assert.deepEqual(providers({ addons: { jaeger: { enabled: false, expose } } }), on);
  });
});
