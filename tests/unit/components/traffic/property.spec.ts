import assert from "node:assert/strict";
import fc from "fast-check";
import { compileExternal } from "../../../../components/traffic/externalService";
import { compileTraffic } from "../../../../components/traffic/serviceTraffic";
import { trafficSettings } from "../../../../config/traffic/schema";
import { traffic } from "../../../traffic/arbitrary";
import { seed } from "../../../traffic/seed";
import { externals, services } from "../../../traffic/services";

const runs = { seed, numRuns: 300 };

/** Places in a value that have no value: they would be `null` in what is sent, or a difference in every preview. */
function holes(value: unknown, place = ""): string[] {
  if (value === undefined || value === null || (typeof value === "number" && !Number.isFinite(value))) return [place];
  return typeof value === "object"
    ? Object.entries(value).flatMap(([key, part]) => holes(part, `${place}.${key}`))
    : [];
}

/** Names of subsets that a compiled rule sends calls to. */
const used = (http: readonly object[] = []) =>
  [...JSON.stringify(http).matchAll(/"subset":"([^"]+)"/g)].map(([, name]) => name!);

const repeated = (all: readonly string[]) => all.filter((one, index) => all.indexOf(one) !== index);

describe("Whatever rules the schema takes", function () {
  this.timeout("60s");

  it("they compile, to one rule of a kind for each host, without a hole, with weights that add up to 100", () => {
    fc.assert(
      fc.property(services("shop"), (service) => {
        const { destinationRule, virtualServices } = compileTraffic(service);
        assert.deepEqual(holes({ destinationRule, virtualServices }), []);

        const host = `${service.service}.shop.svc.cluster.local`;
        assert.equal(destinationRule.spec.host, host);
        assert.deepEqual(repeated(virtualServices.flatMap(({ spec }) => spec.hosts ?? [])), []);
        assert.deepEqual(repeated(virtualServices.map(({ metadata }) => metadata.name)), []);
        const inside = virtualServices.filter(({ spec }) => spec.hosts?.includes(host));
        assert.equal(inside.length, service.ingress && !service.ingress.alsoInside ? 0 : 1);

        const subsets = (destinationRule.spec.subsets ?? []).map(({ name }) => name);
        assert.deepEqual(repeated(subsets), []);
        for (const { spec } of virtualServices) {
          assert.deepEqual(
            used(spec.http).filter((name) => !subsets.includes(name)),
            [],
          );
          for (const { route, redirect } of spec.http ?? []) {
            assert.equal(route === undefined, redirect !== undefined);
            const weights = (route ?? []).flatMap(({ weight }) => weight ?? []);
            assert.equal(
              weights.reduce((sum, weight) => sum + weight, weights.length > 0 ? 0 : 100),
              100,
            );
          }
        }
      }),
      runs,
    );
  });

  it("each route stands where it stood, before the one for all other calls", () => {
    fc.assert(
      fc.property(traffic(), (rules) => {
        const { virtualServices } = compileTraffic({ service: "a", namespace: "shop", rules });
        const http = virtualServices[0]?.spec.http ?? [];
        const routes = rules.routes ?? [];
        assert.equal(http.length, routes.length + 1);
        assert.equal(http.at(-1)?.match, undefined);
        for (const [index, { name, match }] of routes.entries()) {
          assert.equal(http[index]?.name, name);
          assert.equal(http[index]?.match?.length, match.length);
        }
      }),
      runs,
    );
  });

  it("they mean the same when they are read again", () => {
    fc.assert(
      fc.property(traffic(["v1", "v2"]), (rules) => {
        const once = trafficSettings.parse(rules);
        assert.deepEqual(trafficSettings.parse(once), once);
      }),
      runs,
    );
  });
});

describe("Whatever host outside the schema takes", function () {
  this.timeout("60s");
  const egress = { namespace: "istio-system", service: "istio-egressgateway", selector: { istio: "egressgateway" } };

  it("it compiles to at most one object of a kind, without a hole, and is known to its namespace only", () => {
    fc.assert(
      fc.property(externals("shop"), (external) => {
        const compiled = compileExternal(external, egress);
        assert.deepEqual(holes(compiled), []);
        const { serviceEntry, virtualService, destinationRule, gateway } = compiled;
        const through = external.egressGateway ? ["istio-system"] : [];
        for (const exported of [serviceEntry, ...(virtualService ? [virtualService] : [])]) {
          assert.deepEqual(exported.spec.exportTo, [".", ...through]);
        }
        if (destinationRule) assert.deepEqual(destinationRule.spec.exportTo, ["."]);
        assert.equal(gateway !== undefined, external.egressGateway);
      }),
      runs,
    );
  });
});
