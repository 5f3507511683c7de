import { ConfigError, problemsOf } from "../../config/problems";
import { unknownSubsets } from "../../config/traffic/subsets";
import type { TrafficInput, TrafficSettings } from "../../config/traffic/schema";
import { trafficSettings } from "../../config/traffic/schema";

/**
 * The rules for a service, complete and checked. Throws a ConfigError with every problem at once: what Istio would
 * refuse is refused before anything is made.
 * @param of the service, as errors name it
 * @param versions the service's versions, each of which is a subset
 */
export function checkedRules(input: TrafficInput, of: string, versions: readonly string[] = []): TrafficSettings {
  const parsed = trafficSettings.safeParse(input);
  const problems = parsed.data ? unknownSubsets(parsed.data, versions) : problemsOf(parsed.error?.issues ?? [], input);
  if (!parsed.data || problems.length > 0) {
    throw new ConfigError(problems, { what: `traffic rules of ${of} are`, prefix: "" });
  }
  // Without keys that are there but not set, as a program may give them: they would be a difference in every preview.
  return JSON.parse(JSON.stringify(parsed.data)) as TrafficSettings;
}
