import assert from "node:assert/strict";
import { answering } from "../../../../commands/dashboards/answering";
import { dashboards } from "../../../../commands/dashboards/dashboards";
import { Pages } from "./pages";

describe("Whether a dashboard answers", () => {
  let pages: Pages | undefined;
  afterEach(async () => {
    await pages?.close();
    pages = undefined;
  });
  const answer = async (title: string, answers: Record<string, number | string>) => {
    pages = await Pages.serve(answers);
    const dashboard = dashboards.find((one) => one.title === title);
    assert.ok(dashboard);
    const seen = await answering(pages.address, dashboard);
    return "url" in seen ? seen.url.replace(pages.address, "at ") : seen.trouble;
  };

  const cases: [string, Record<string, number | string>, string][] = [
    ["Grafana", { "/api/health": 200, "/": "/login", "/login": 200 }, "at "],
    ["Grafana", { "/login": 200, "/": 401 }, "at /login"],
    ["Jaeger", { "/": 200 }, "at "],
    ["Jaeger", { "/jaeger/": 200 }, "at /jaeger/"],
    ["Jaeger", { "/api/services": 200 }, "at /api/services"],
    ["Kiali", { "/kiali/healthz": 200, "/kiali": "/kiali/", "/kiali/": 200 }, "at /kiali"],
    ["Kiali", { "/healthz": 200, "/": 200 }, "at "],
    ["Prometheus", { "/-/ready": 200, "/": "/query", "/query": 200 }, "at "],
    // As built from its Go module: no pages.
    [
      "Prometheus",
      { "/-/ready": 200, "/": "/query", "/query": 500, "/api/v1/query?query=up": 200 },
      "at /api/v1/query?query=up",
    ],
  ];
  for (const [title, answers, expected] of cases) {
    it(`${title} does with 200, ${expected}: ${JSON.stringify(answers)}`, async () =>
      assert.equal(await answer(title, answers), expected));
  }

  it("is not yet so while it says that it is not ready, whatever its pages say", async () => {
    assert.equal(await answer("Prometheus", { "/-/ready": 503, "/": 200 }), "/-/ready answers 503");
    assert.deepEqual(pages?.asked, ["/-/ready"]);
  });

  it("is not so without a page, and says what each answered", async () => {
    const trouble = await answer("Kiali", { "/kiali/healthz": 200, "/kiali": 500 });
    assert.equal(trouble, "/kiali answers 500, / answers 404");
  });

  it("is not so where a page leads in a circle", async () =>
    assert.match(await answer("Jaeger", { "/": "/" }), /^\/ answers nothing \(redirect count exceeded\)/));

  it("is not so where nobody listens", async () => {
    const gone = await Pages.serve({});
    const { address } = gone;
    await gone.close();
    const jaeger = { ready: [], pages: ["/"] };
    assert.deepEqual(await answering(address, jaeger), { trouble: "/ answers nothing (ECONNREFUSED)" });
  });

  it("is asked no longer after the command's end", async () => {
    pages = await Pages.serve({ "/": 200 });
    const seen = await answering(pages.address, { ready: [], pages: ["/"] }, AbortSignal.abort());
    assert.ok("trouble" in seen);
    assert.deepEqual(pages.asked, []);
  });
});
