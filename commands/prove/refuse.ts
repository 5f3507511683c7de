import { ConfigError } from "../../config";
import { readStackFile } from "../../config/stackFile";
import { hasShop } from "../../scenarios/apply";

/** A stack that scenarios cannot be shown on is refused before anything is changed. */
export function refuseUnprovable(stack: string): void {
  const settings = readStackFile(stack);
  const { sockShop } = settings;
  if (!hasShop(settings)) {
    const allowed = "Sock Shop with namespace and host, in which every scenario plays";
    throw new ConfigError([{ path: ["sockShop"], found: sockShop, allowed }]);
  }
  const { tls } = sockShop as { tls?: unknown };
  if (tls !== undefined) {
    const todo = "prove on a stack whose shop is served over plain HTTP";
    throw new ConfigError([{ path: ["sockShop", "tls"], found: tls, allowed: "nothing for `make prove`", todo }]);
  }
}
