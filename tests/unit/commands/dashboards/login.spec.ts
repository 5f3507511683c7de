import assert from "node:assert/strict";
import { find, type Found } from "../../../../commands/dashboards/find";
import { login } from "../../../../commands/dashboards/login";
import { certified, service } from "./services";

const found = (name: string, port: number, more = {}) => find([service(name, port, more)])[0] as Found;
const [grafana, kiali] = [found("grafana", 3000), found("kiali", 20001)];

describe("How to log in", () => {
  let asked: string[];
  beforeEach(() => (asked = []));
  const cluster =
    (objects: Record<string, unknown>) =>
    (...args: string[]) => {
      asked.push(args.join(" "));
      const object = objects[args[1] ?? ""];
      if (object === undefined) throw new Error(`kubectl: ${args[1]} not found`);
      return JSON.stringify(object);
    };
  const pods = (spec: object) => ({ deployment: { spec: { template: { spec } } } });
  const env = (...variables: object[]) => pods({ containers: [{ name: "sidecar" }, { env: variables }] });
  const from = (name: string, secret: string, key: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  });

  it("to Jaeger and Prometheus is not at all, and nobody is asked", () => {
    assert.equal(login(found("jaeger", 16686), cluster({})), "none");
    assert.equal(login(found("prometheus", 9090), cluster({})), "none");
    assert.deepEqual(asked, []);
  });

  it("to what serves TLS is by OpenShift's login", () =>
    assert.equal(login(found("kiali", 20001, { annotations: certified }), cluster({})), "OpenShift's login"));

  it("to Grafana is by the Secret that its pods read", () => {
    const user = from("GF_SECURITY_ADMIN_USER", "grafana-admin", "admin-user");
    const password = from("GF_SECURITY_ADMIN_PASSWORD", "grafana-admin", "admin-password");
    assert.equal(
      login(grafana, cluster(env(user, password))),
      "user and password: kubectl get secret -n istio-system grafana-admin -o go-template='" +
        '{{index .data "admin-user" | base64decode}} {{index .data "admin-password" | base64decode}}{{"\\n"}}\'',
    );
    assert.deepEqual(asked, ["get deployment -n istio-system grafana -o json"]);
    assert.equal(
      login(grafana, cluster(env(password))),
      "user admin, password: kubectl get secret -n istio-system grafana-admin -o go-template='" +
        '{{index .data "admin-password" | base64decode}}{{"\\n"}}\'',
    );
  });

  it("to Grafana of Istio's samples and of Istio 1.5 is not at all", () =>
    assert.equal(login(grafana, cluster(env({ name: "GF_AUTH_ANONYMOUS_ENABLED", value: "true" }))), "none"));

  it("to a Grafana that does not say is as somebody set it", () => {
    const unknown = "user and password: as whoever installed it set them";
    assert.equal(login(grafana, cluster({})), unknown);
    assert.equal(login(grafana, cluster(env({ name: "GF_AUTH_ANONYMOUS_ENABLED", value: "false" }))), unknown);
    assert.equal(login(grafana, cluster(pods({}))), unknown);
  });

  const map = (config: string) => ({ configmap: { data: { "config.yaml": config } } });
  const strategies: [string, string][] = [
    ["anonymous", "none"],
    ["token", "token: kubectl create token -n istio-system kiali"],
    ["login", "user and password: in Secret istio-system/kiali, keys username and passphrase"],
    ["openid", "that of your OpenID provider"],
    ["openshift", "OpenShift's login"],
    ["header", "as whoever installed it set it"],
  ];
  for (const [strategy, expected] of strategies) {
    it(`to Kiali of strategy ${strategy}: ${expected}`, () =>
      assert.equal(login(kiali, cluster(map(`auth:\n  strategy: ${strategy}\n`))), expected));
  }

  it("to Kiali is with a token of its own account", () => {
    const objects = { ...map("auth: { strategy: token }"), ...pods({ serviceAccountName: "kiali-service-account" }) };
    assert.equal(login(kiali, cluster(objects)), "token: kubectl create token -n istio-system kiali-service-account");
  });

  it("to a Kiali that does not say is as somebody set it", () => {
    const cases: Record<string, unknown>[] = [{}, map(""), map("{"), map("server: {}"), { configmap: {} }];
    for (const objects of cases) assert.equal(login(kiali, cluster(objects)), "as whoever installed it set it");
  });
});
