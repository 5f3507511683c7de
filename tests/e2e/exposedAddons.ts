import assert from "node:assert/strict";
import { until } from "../../cluster/until";
import { statusOf } from "../../commands/httpStatus";
import type { AddonStack } from "./addonStack";
import { makeWell, names, objects, shop, type KubernetesObject } from "./support";
import { overPlainHttp, TlsHosts } from "./tlsHost";
import { Issuer } from "./tokens";

const hosts = { prometheus: "prometheus.example.com", jaeger: "jaeger.example.com" };
const paths = { prometheus: "/api/v1/query?query=up", jaeger: "/api/services" };
interface Service extends KubernetesObject {
  spec: { type: string };
}
type Exposed = keyof typeof hosts;

/** Addons from outside, by real calls: who has no token for exactly that addon stays outside. */
export function exposedAddons(stack: AddonStack): void {
  const secret = "addons-certificate";
  const tls = new TlsHosts(secret, Object.values(hosts));
  const issuer = new Issuer("https://issuer.example.com");
  const status = (addon: Exposed, token?: string, path = paths[addon]) =>
    tls.status(hosts[addon], { path, headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } });

  after(() => tls.remove());

  it("are not reached from outside as long as nobody names a host", async () => {
    for (const host of Object.values(hosts)) assert.equal(await statusOf(shop.gateway, host), 404);
    // Nor past the gateway: what is open to the outside is the gateway itself, and Jaeger's page, which this stack asks for.
    const open = objects<Service>("service", "-n", "istio-system").filter(({ spec }) => spec.type !== "ClusterIP");
    assert.deepEqual(names(open), ["istio-ingressgateway", "jaeger-query-nodeport"]);
    assert.deepEqual(names(objects("ingress", "-n", "istio-system")), []);
  });

  it("let in who has a token for them, over TLS only", async () => {
    tls.certify();
    const expose = (addon: Exposed) => ({
      host: hosts[addon],
      tls: { secret },
      authentication: { jwt: { issuer: issuer.name, jwks: issuer.jwks, audiences: [addon] } },
    });
    const file = stack.file(["prometheus", "jaeger"], {
      prometheus: { enabled: true, expose: expose("prometheus") },
      jaeger: { enabled: true, expose: expose("jaeger") },
    });
    await makeWell("up", { STACK_FILE: file });
    for (const addon of ["prometheus", "jaeger"] as const) {
      await until(`${hosts[addon]} to let a token in`, 30, () =>
        status(addon, issuer.token(addon)).then(
          (answer) => answer === 200,
          () => false,
        ),
      );
      // Who has no token is refused before being sent to HTTPS.
      assert.equal((await overPlainHttp(hosts[addon])).status, 403);
    }
  });

  it("refuse who has none, one of somebody else, or one for another addon", async () => {
    const stranger = new Issuer(issuer.name);
    const neighbour = { prometheus: "jaeger", jaeger: "prometheus" } as const;
    for (const addon of ["prometheus", "jaeger"] as const) {
      assert.equal(await status(addon), 403, `${addon} without a token`);
      assert.equal(await status(addon, "nonsense"), 401, `${addon} with no real token`);
      // Envoy refuses it by itself, or passes it over where another host's rule might fit; then the policy refuses.
      const forged = await status(addon, stranger.token(addon));
      assert.ok(forged === 401 || forged === 403, `${addon} answered ${forged} to a forged token`);
      assert.equal(await status(addon, issuer.token(neighbour[addon])), 403, `${addon} with its neighbour's token`);
    }
    // Prometheus reads %2F as a slash; the gateway hands it on as it is.
    for (const path of ["/-/quit", "/-%2Fquit", "/-%2fquit"]) {
      assert.equal(await status("prometheus", issuer.token("prometheus"), path), 403, path);
    }
  });
}
