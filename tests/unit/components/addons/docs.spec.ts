import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { envoyQueries, envoyStatistics, istioQueries } from "../../../../components/addons/queries";
import { serviceHost } from "../../../../components/traffic/serviceHost";
import { addonNames } from "../../../../config";
import { root } from "../../../../config/target";
import { addonCharts } from "../../../../versions";
import { outsideNamespace } from "../../../../scenarios/needs";

const folder = join(root, "docs", "addons");
const page = (name: string) => readFileSync(join(folder, `${name}.md`), "utf8");
const pages = ["README", ...addonNames];

/** The stack that the pages are about: Pulumi.dev.yaml. */
const shop = "sock-shop-with-mesh";
const of = (workload: string, namespace = shop) => ({ workload, namespace });
const gateway = of("istio-ingressgateway", "istio-system");
const fortio = of("fortio");
const frontEnd = serviceHost("front-end", shop);
const carts = serviceHost("carts", shop);
const partner = serviceHost("partner", outsideNamespace);

/** What each lesson's part of a page asks, by Istio's metrics and then by Envoy's statistics. */
const asked: Record<string, string[]> = {
  "": both((queries) => queries.requests(gateway, frontEnd)),
  "abort-carts": both((queries) => queries.aborts(fortio)),
  "retry-hides-aborts": [
    ...both((queries) => queries.arrivals(of("front-end"))),
    ...both((queries) => queries.answers(gateway, frontEnd, "5xx")),
  ],
  "delay-carts": [...both((queries) => queries.delays(fortio)), istioQueries.durations(fortio, carts, 0.99)],
  "timeout-cuts-delays": both((queries) => queries.timeouts(gateway, frontEnd)),
  "circuit-breaker-carts": both((queries) => queries.overflows(fortio, carts)),
  "canary-front-end": both((queries) => queries.versions(gateway, frontEnd)),
  "mirror-to-v2": [
    ...both((queries) => queries.arrivals(of("front-end"))),
    ...both((queries) => queries.arrivals(of("front-end-v2"))),
  ],
  "egress-registry-only": both((queries) => queries.requests(of("istio-egressgateway", "istio-system"), partner)),
  "mtls-strict-refuses-plaintext": [
    ...both((queries) => queries.arrivals(of("carts"))),
    istioQueries.security(of("carts")),
  ],
};

function both(ask: (queries: typeof istioQueries | typeof envoyQueries) => string): string[] {
  return [ask(istioQueries), ask(envoyQueries)];
}

const lessons = Object.keys(asked).filter((name) => name !== "");

describe("The pages of the addons", () => {
  it("ask Prometheus what queries.ts says", () => {
    const parts = page("prometheus").split(/^### /m);
    const found = parts.map((part): [string, string[]] => [
      /^\[([a-z0-9-]+)\]/.exec(part)?.[1] ?? "",
      [...part.matchAll(/```promql\n(.*?)\n```/gs)].map(([, query]) => query!),
    ]);
    assert.deepEqual(Object.fromEntries(found), asked);
    for (const name of pages.filter((one) => one !== "prometheus")) assert.doesNotMatch(page(name), /promql/);
  });

  it("name the statistics that proxies keep for them", () => {
    for (const regex of envoyStatistics) assert.ok(page("prometheus").includes(`    - ${regex}\n`), regex);
  });

  for (const name of addonNames) {
    it(`${name}: says what to look for after each of the same lessons`, () => {
      const named = [...page(name).matchAll(/\]\(\.\.\/lessons\/([a-z0-9-]+)\.md\)/g)].map(([, lesson]) => lesson!);
      assert.deepEqual([...new Set(named)], lessons);
    });
  }

  it("say which versions of the charts were rendered: those that are pinned", () => {
    for (const { chart, version } of Object.values(addonCharts)) {
      assert.ok(page("README").includes(`${chart} ${version}`), `${chart} ${version}`);
    }
  });

  it("lead to files that are there", () => {
    for (const name of pages) {
      const links = [...page(name).matchAll(/\]\((\.\.?\/[^)#]+|[a-z]+\.md)/g)].map(([, link]) => link!);
      const missing = links.filter((link) => !existsSync(join(dirname(join(folder, name)), link)));
      assert.deepEqual(missing, [], name);
    }
  });
});
