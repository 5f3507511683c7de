import { z } from "zod";
import { type Istiod, kubectlAsync } from "../istiod";

const selector = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});

const mesh = z.object({ discoverySelectors: z.array(selector).default([]) });

/** The namespaces whose objects an istiod reads: those that a discovery selector takes, or undefined for all. */
export async function watchedNamespaces(istiod: Istiod): Promise<ReadonlySet<string> | undefined> {
  const { discoverySelectors } = mesh.parse(await istiod.debug("mesh"));
  if (!discoverySelectors.length) return undefined;
  const selected = await Promise.all(
    discoverySelectors.map((one) => kubectlAsync(["get", "namespaces", "-l", asOption(one), "-o", "name"])),
  );
  return new Set(selected.join("\n").match(/(?<=^namespace\/).+$/gm));
}

/** A label selector as kubectl's `-l` takes it. */
export function asOption({ matchLabels, matchExpressions }: z.infer<typeof selector>): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join()})`;
  });
  return [...labels, ...expressions].join();
}
