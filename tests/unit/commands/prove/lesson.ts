import type { Expectation } from "../../../../scenarios/expectation";
import type { Need, Scenario } from "../../../../scenarios/scenario";

/** A scenario of which each step makes one load, given by what is expected of it. */
export const lesson = (name: string, steps: readonly (readonly Expectation[])[], needs: Need[] = []): Scenario => ({
  name,
  title: `The lesson ${name}`,
  teaches: "",
  rows: [],
  needs,
  steps: steps.map((expect, index) => ({
    title: `step ${index + 1}`,
    change: {},
    loads: [
      {
        what: `load ${index + 1}`,
        from: "mesh",
        to: { service: "carts", of: "sockShop", path: "/" },
        connections: 1,
        calls: 20,
        expect: [...expect],
      },
    ],
  })),
});
