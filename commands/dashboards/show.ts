import { make } from "../doctor/steps";
import type { Found } from "./find";
import { freePort } from "./freePort";
import { KeptForward, type Limits, type Means } from "./keptForward";
import { login, type Ask } from "./login";
import { table } from "./table";

export interface Stage {
  open: Means["open"];
  ask: Ask;
  /** What goes on, for people. */
  say: (line: string) => void;
  /** The result. */
  print: (text: string) => void;
  openInBrowser: (urls: string[]) => void;
  /** The end of the command. */
  end: AbortSignal;
  limits?: Limits;
}

/**
 * Opens a port-forward to each dashboard, prints where each answers, and keeps them open until the end. Resolves with the
 * exit code: 1 where none is left before the end.
 */
export async function show(found: readonly Found[], stage: Stage): Promise<number> {
  const { say, print, end } = stage;
  const kept = await prepare(
    found.filter(({ tls }) => !tls),
    stage,
  );
  try {
    if (kept.length > 0) say(`Opening port-forwards to ${kept.map(titleOf).join(", ")}`);
    const reached = await Promise.all(kept.map((forward) => reach(forward, stage)));
    if (end.aborted) return 0;
    const urls = new Map(kept.map(({ found }, i) => [found, reached[i]]));
    const rows = found.map((one) => row(one, urls.get(one), stage.ask));
    print(table([["Dashboard", "Address", "Log in"], ...rows]));
    const open = kept.filter((_, i) => reached[i] !== undefined);
    if (open.length === 0) return found.some(({ route }) => route) ? 0 : 1;
    stage.openInBrowser(reached.filter((url) => url !== undefined));
    if (rows.flat().some((cell) => cell.includes("kubectl ")))
      say(`kubectl for your shell: eval "$(${make("-s env")})"`);
    say("Ctrl-C ends the port-forwards.");
    await Promise.race([ended(end), Promise.all(open.map((forward) => forward.keep()))]);
    return end.aborted ? 0 : 1;
  } finally {
    await Promise.all(kept.map((forward) => forward.close()));
  }
}

/** One after the other: no two get the same port. */
async function prepare(found: readonly Found[], { open, say, end, limits }: Stage): Promise<KeptForward[]> {
  const given = new Set<number>();
  const next = async (from: number) => {
    const port = await freePort(from, given);
    given.add(port);
    return port;
  };
  const kept: KeptForward[] = [];
  for (const one of found) {
    const { title, port: wished } = one.dashboard;
    const port = await next(wished);
    if (port !== wished) say(`${title}: port ${wished} is taken, so it is at ${port}.`);
    kept.push(new KeptForward(one, port, { open, freePort: next, say, end, limits }));
  }
  return kept;
}

/** The address that answers; undefined where none did, which is said. */
async function reach(forward: KeptForward, { say, end }: Stage): Promise<string | undefined> {
  try {
    return await forward.reach();
  } catch (error) {
    const { namespace, service } = forward.found;
    if (!end.aborted)
      say(
        `${(error as Error).message}\n  next: kubectl get pods -n ${namespace}, kubectl describe service -n ${namespace} ${service}`,
      );
    return undefined;
  }
}

const titleOf = ({ found }: KeptForward): string => found.dashboard.title;

function row(found: Found, url: string | undefined, ask: Ask): string[] {
  const { dashboard, tls, route, namespace, service } = found;
  if (tls && !route)
    return [dashboard.title, "no Route", `oc create route reencrypt -n ${namespace} --service ${service}`];
  const address = route ?? url;
  return [dashboard.title, address ?? "no answer", address ? login(found, ask) : "-"];
}

const ended = (end: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (end.aborted) resolve();
    else end.addEventListener("abort", () => resolve(), { once: true });
  });
