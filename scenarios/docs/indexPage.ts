import { scenarios } from "..";
import { checksOfChance } from "./expectations";
import { fenced, generated, sections, table } from "./markdown";

/** docs/lessons/README.md, but for Prettier's touch. */
export function indexPage(): string {
  return sections(
    generated("scenarios/index.ts"),
    "# Lessons",
    "Each lesson is one file in [scenarios/lessons](../../scenarios/lessons): a change of the stack's settings, the " +
      "calls that show it, and what must be seen. `make scenario` deploys that file, `make prove` proves it, and its " +
      "page here is generated from it. All of them play in [Pulumi.dev.yaml](../../Pulumi.dev.yaml)'s Sock Shop; on " +
      "any other stack with Sock Shop only names and hosts differ.",
    fenced(
      "sh",
      [
        "make prove                            # all lessons, one after the other; then the start state again",
        "make prove NAME=abort-carts           # one; or several: NAME=abort-carts,delay-carts",
        "make scenario NAME=abort-carts        # switches one on and leaves it on; its second step is abort-carts/2",
        "make scenario NAME=none               # switches it off",
      ].join("\n"),
    ),
    table(
      ["lesson", "what it shows", "rows", "steps"],
      scenarios.map(({ name, title, rows, steps }) => [
        `[${name}](${name}.md)`,
        title,
        rows.join(", "),
        steps.map((step) => step.title).join("; then "),
      ]),
    ),
    `The rows are those of [the guides](../features.md). A run of all lessons has ${checksOfChance} checks that leave ` +
      "room for chance; how they share its risk is in [proof](../proof.md#what-is-left-to-chance).",
  );
}
