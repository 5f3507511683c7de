import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { until } from "../../../../cluster/until";
import { find, type Found } from "../../../../commands/dashboards/find";
import type * as Show from "../../../../commands/dashboards/show";
import { load } from "../../tools/harness";
import { Forwards } from "./forwards";
import { Pages } from "./pages";
import { certified, route, service } from "./services";

const { show } = load<typeof Show>("commands/dashboards/show", {
  "commands/doctor/steps": { make: (t: string) => `make ${t}` },
});

describe("Showing the dashboards", () => {
  let [said, printed, browsed]: [string[], string[], string[]] = [[], [], []];
  let end: AbortController;
  let pages: Pages;
  let forwards: Forwards;
  beforeEach(async () => {
    [said, printed, browsed] = [[], [], []];
    end = new AbortController();
    pages = await Pages.serve({ "/": 200, "/-/ready": 200, "/kiali": 200, "/kiali/healthz": 200 });
    forwards = new Forwards(() => pages.port);
  });
  afterEach(() => pages.close());

  const jaegerAndPrometheus = find([service("jaeger", 16686), service("prometheus", 9090)]);
  const start = (found: Found[], limits = {}) =>
    show(found, {
      open: forwards.means,
      ask: () => JSON.stringify({ data: { "config.yaml": "auth: { strategy: token }" } }),
      say: (line) => said.push(line),
      print: (text) => printed.push(...text.split("\n")),
      openInBrowser: (urls) => browsed.push(...urls),
      end: end.signal,
      limits: { answer: 20, restarts: 1, settled: 60, interval: 0.01, ...limits },
    });
  const shown = () => until("the table", 5, () => said.includes("Ctrl-C ends the port-forwards."));

  it("prints where each answers, opens them, and ends all at the command's end with code 0", async () => {
    const running = start(jaegerAndPrometheus);
    await shown();
    assert.deepEqual(printed, [
      `Dashboard   Address${" ".repeat(pages.address.length - 5)}Log in`,
      `Jaeger      ${pages.address}  none`,
      `Prometheus  ${pages.address}  none`,
    ]);
    assert.deepEqual(browsed, [pages.address, pages.address]);
    assert.equal(forwards.open, 2);
    end.abort();
    assert.equal(await running, 0);
    assert.equal(forwards.open, 0);
    assert.ok(!said.some((line) => line.includes("make -s env")));
  });

  it("says how to get kubectl where a login needs it", async () => {
    const running = start(find([service("kiali", 20001)]));
    await shown();
    assert.equal(printed[1], `Kiali      ${pages.address}/kiali  token: kubectl create token -n istio-system kiali`);
    assert.ok(said.includes('kubectl for your shell: eval "$(make -s env)"'));
    end.abort();
    assert.equal(await running, 0);
  });

  it("says which wished port is taken, and gives no port twice", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const wishing = jaegerAndPrometheus.map((one) => ({ ...one, dashboard: { ...one.dashboard, port } }));
    const running = start(wishing);
    await shown();
    const locals = forwards.opened.map((line) => Number(/ (\d+):/.exec(line)?.[1]));
    assert.equal(new Set([port, ...locals]).size, 3);
    assert.ok(said.includes(`Jaeger: port ${port} is taken, so it is at ${locals[0]}.`));
    end.abort();
    await running;
    await once(taken.close(), "close");
  });

  it("goes on with the others where one does not answer, and says what to look at", async () => {
    await pages.close();
    pages = await Pages.serve({ "/": 200 });
    const running = start(jaegerAndPrometheus, { answer: 0 });
    await shown();
    assert.deepEqual(printed.slice(1), [
      `Jaeger      ${pages.address}  none`,
      `Prometheus  no answer${" ".repeat(pages.address.length - 9)}  -`,
    ]);
    const next = "next: kubectl get pods -n istio-system, kubectl describe service -n istio-system prometheus";
    assert.ok(
      said.some((line) => line.startsWith("Prometheus did not answer 200 within 0 s: ") && line.includes(next)),
    );
    assert.deepEqual(browsed, [pages.address]);
    end.abort();
    assert.equal(await running, 0);
    assert.equal(forwards.open, 0);
  });

  it("ends with code 1 where none answers", async () => {
    await pages.close();
    assert.equal(await start(jaegerAndPrometheus, { answer: 0 }), 1);
    assert.deepEqual(browsed, []);
    assert.equal(forwards.open, 0);
  });

  it("ends with code 1 when all were given up", async () => {
    const running = start(find([service("jaeger", 16686)]));
    await shown();
    forwards.drop();
    await until("an answer again", 5, () => said.some((line) => line.includes("answers again")));
    forwards.drop();
    assert.equal(await running, 1);
    assert.equal(forwards.open, 0);
  });

  it("ends with code 0 when the end comes before any answers, without a table", async () => {
    await pages.close();
    pages = await Pages.serve({});
    const running = start(jaegerAndPrometheus);
    await until("a look", 5, () => pages.asked.length > 0);
    end.abort();
    assert.equal(await running, 0);
    assert.deepEqual([...printed, ...browsed], []);
    assert.equal(forwards.open, 0);
  });

  it("names the Route of what serves TLS, and forwards to nothing there", async () => {
    const kiali = service("kiali", 20001, { annotations: certified });
    assert.equal(await start(find([kiali], [route("kiali", "kiali.apps.example.com")])), 0);
    assert.equal(printed[1], "Kiali      https://kiali.apps.example.com  OpenShift's login");
    assert.deepEqual([...forwards.opened, ...browsed], []);
  });

  it("says how to make the Route that is not there", async () => {
    const kiali = service("kiali", 20001, { annotations: certified });
    assert.equal(await start(find([kiali])), 1);
    assert.equal(printed[1], "Kiali      no Route  oc create route reencrypt -n istio-system --service kiali");
  });
});
