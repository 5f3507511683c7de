import assert from "node:assert/strict";
import type { RawSettings } from "../../../config";
import { parseSettings } from "../../../config";
import { readStackFile } from "../../../config/stackFile";
import { findStep, scenarios, stepName, stepNames } from "../../../scenarios";
import { hasShop, withScenario } from "../../../scenarios/apply";
import { podGroups } from "../../../scenarios/groups";
import { withNeeds } from "../../../scenarios/needs";
import type { Need } from "../../../scenarios/scenario";
import { runProgram } from "../support/program";

/** The stack of Pulumi.dev.yaml, without a scenario that somebody left switched on. */
function devStack(): RawSettings {
  const own = { ...readStackFile("dev") };
  delete own.scenario;
  return own;
}

const needs: Need[] = ["loadGenerator", "outsider", "frontEndV2", "faultyCarts", "bookinfo", "egressGateway"];

/** The inputs of all that a stack puts on a cluster, by URN. */
async function resourcesOf(stack: RawSettings): Promise<Map<string, string>> {
  const { resources } = await runProgram("dev", stack);
  return new Map(
    resources
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ urn, inputs }) => [urn, JSON.stringify(inputs)]),
  );
}

const known = new Map<string, Promise<Map<string, string>>>();
/** The same, asked once for each stack. */
function resources(stack: RawSettings): Promise<Map<string, string>> {
  const key = JSON.stringify(stack);
  const found = known.get(key) ?? resourcesOf(stack);
  known.set(key, found);
  return found;
}

/** URNs of what is added, changed or removed from one state to another. */
async function difference(before: RawSettings, after: RawSettings): Promise<string[]> {
  const [old, now] = [await resources(before), await resources(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((urn) => old.get(urn) !== now.get(urn));
}

describe("The scenarios", () => {
  it("have names of their own, and as steps the names that the settings take", () => {
    const names = scenarios.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.equal(new Set(stepNames).size, stepNames.length);
    assert.equal(stepNames.length, scenarios.flatMap(({ steps }) => steps).length);
    assert.ok(stepNames.includes("abort-carts"));
    assert.ok(stepNames.includes("canary-front-end/2"));
  });

  it("are found by the name of a step, and by no other", () => {
    for (const scenario of scenarios) {
      for (const [index, step] of scenario.steps.entries()) {
        assert.deepEqual(findStep(stepName(scenario.name, index)), { scenario, step });
      }
    }
    for (const name of [
      ...["", "none", "abort-cart", "abort-carts/", "abort-carts/1", "abort-carts/0", "abort-carts/2", "abort-carts/x"],
      ...["canary-front-end/02", "canary-front-end/3", "canary-front-end/-1", "canary-front-end/2/2", "constructor"],
    ]) {
      assert.equal(findStep(name), undefined, name);
    }
  });

  it("count arrivals only where there are pods to count at", () => {
    const counted = scenarios
      .flatMap(({ steps }) => steps)
      .flatMap(({ loads }) => loads)
      .flatMap(({ expect }) => expect)
      .flatMap((one) =>
        "of" in one && "arrivals" in one.of ? [one.of.arrivals] : one.kind === "together" ? one.arrivals : [],
      );
    assert.ok(counted.length > 0);
    for (const group of counted) assert.ok(podGroups[group], group);
  });
});

describe("What scenarios need", () => {
  it("comes to a stack that has none of it", () => {
    const settings = parseSettings(withNeeds(devStack(), needs));
    assert.deepEqual(settings.loadGenerator, { namespace: "sock-shop-with-mesh" });
    assert.deepEqual(settings.outsider, { namespace: "outside-the-mesh" });
    assert.deepEqual(
      settings.namespaces.map(({ name, injection }) => [name, injection]),
      [
        ["sock-shop-with-mesh", "enabled"],
        ["outside-the-mesh", "disabled"],
        ["bookinfo", "enabled"],
      ],
    );
    assert.deepEqual([settings.sockShop?.frontEndV2, settings.sockShop?.faultyCarts], [true, true]);
    assert.equal(settings.bookinfo?.host, "bookinfo.example.com");
    assert.equal(settings.mesh.components.egressGateway, true);
  });

  for (const need of needs) {
    it(`comes once: ${need}`, () => {
      const once = withNeeds(devStack(), [need]);
      assert.deepEqual(withNeeds(once, [need, need]), once);
      parseSettings(once);
    });
  }

  it("is the same in every order", () => {
    const inOrder = parseSettings(withNeeds(devStack(), needs));
    const backwards = parseSettings(withNeeds(devStack(), [...needs].reverse()));
    const byName = ({ namespaces }: typeof inOrder) => [...namespaces].sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(byName(backwards), byName(inOrder));
    assert.deepEqual({ ...backwards, namespaces: [] }, { ...inOrder, namespaces: [] });
  });

  it("leaves as it is what the stack has", () => {
    const own = {
      ...devStack(),
      namespaces: [
        { name: "sock-shop-with-mesh", environment: "staging" },
        { name: "outside-the-mesh", injection: "disabled", owned: false },
        { name: "books" },
      ],
      loadGenerator: { namespace: "books", image: "team/fortio:1" },
      outsider: { namespace: "outside-the-mesh", image: "team/fortio:1" },
      bookinfo: { namespace: "books", host: "books.example.com", traffic: { reviews: { timeout: "1s" } } },
      mesh: { components: { egressGateway: true, cni: true } },
    };
    const { namespaces, loadGenerator, outsider, bookinfo, mesh } = withNeeds(own, needs);
    assert.deepEqual(
      { namespaces, loadGenerator, outsider, bookinfo, mesh },
      {
        namespaces: own.namespaces,
        loadGenerator: own.loadGenerator,
        outsider: own.outsider,
        bookinfo: own.bookinfo,
        mesh: own.mesh,
      },
    );
  });

  it("brings back a Bookinfo that is switched off", () => {
    const off = {
      ...devStack(),
      bookinfo: { enabled: false, namespace: "sock-shop-with-mesh", host: "books.example.com" },
    };
    assert.equal(parseSettings({ ...off, scenario: "canary-reviews" }).bookinfo?.enabled, true);
    assert.equal(parseSettings(off).bookinfo?.enabled, false);
  });
});

describe("A scenario in the settings", () => {
  it("leaves a stack alone that names none, or an unknown one, or has no Sock Shop", () => {
    for (const stack of [
      devStack(),
      { ...devStack(), scenario: "none" },
      { ...devStack(), scenario: 5 },
      { scenario: "abort-carts" },
      { scenario: "abort-carts", sockShop: { enabled: false } },
      { scenario: "abort-carts", sockShop: "shop" },
    ]) {
      assert.equal(withScenario(stack), stack);
    }
    assert.deepEqual([hasShop({}), hasShop({ sockShop: null }), hasShop(devStack())], [false, false, true]);
  });

  it("is laid over the stack's own rules, and over nothing else of it", () => {
    const own = devStack();
    const traffic = { carts: { timeout: "3s" }, orders: { timeout: "4s" } };
    const stack = { ...own, sockShop: { ...(own.sockShop as object), traffic }, scenario: "abort-carts" };
    assert.deepEqual(parseSettings(stack).sockShop?.traffic, {
      carts: { timeout: "3s", fault: { abort: { percentage: 80, status: 500 } } },
      orders: { timeout: "4s" },
    });
  });

  it("changes neither the stack's settings nor those of the scenario", () => {
    const stack = { ...devStack(), scenario: "egress-registry-only/3" };
    const before = JSON.stringify([stack, scenarios]);
    withScenario(stack);
    assert.equal(JSON.stringify([stack, scenarios]), before);
  });
});

/** The way of a host through the egress gateway is made of four: its ServiceEntry, Gateway and routes, and its server name. */
const ways: Record<string, number> = { "egress-registry-only/3": 4 };

describe("A step of a scenario", function () {
  this.timeout("2m");

  for (const { name: scenario, needs: needed, steps } of scenarios) {
    for (const index of steps.keys()) {
      const name = stepName(scenario, index);
      const step = { ...devStack(), scenario: name };
      // The step before is where `make prove` comes from, and where a lesson goes on.
      const before =
        index === 0 ? withNeeds(devStack(), needed) : { ...devStack(), scenario: stepName(scenario, index - 1) };

      it(`is valid on the dev stack, and at most two resources away from the state before it: ${name}`, async () => {
        assert.equal(parseSettings(step).scenario, name);
        const different = await difference(before, step);
        assert.ok(different.length <= (ways[name] ?? 2), different.join("\n"));
      });
    }

    it(`changes at most two resources of a stack that has what it needs: ${scenario}`, async () => {
      for (const index of steps.keys()) {
        const name = stepName(scenario, index);
        // A lesson that goes on from its second step is told above.
        if (ways[name]) continue;
        const different = await difference(withNeeds(devStack(), needed), { ...devStack(), scenario: name });
        assert.ok(different.length <= 2, `${name}:\n${different.join("\n")}`);
      }
    });
  }
});
