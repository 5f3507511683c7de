import type { Dashboard } from "./dashboards";

/** Milliseconds after which a page is taken not to answer. */
const limit = 5000;

/** The page of a dashboard that answers 200, redirects followed; else what it answered with. */
export async function answering(
  address: string,
  { ready, pages }: Pick<Dashboard, "ready" | "pages">,
  signal?: AbortSignal,
): Promise<{ url: string } | { trouble: string }> {
  const troubles: string[] = [];
  const answers = async (path: string): Promise<boolean> => {
    const status = await statusAt(`${address}${path}`, signal);
    if (status !== 200) troubles.push(`${path} answers ${status}`);
    return status === 200;
  };
  const first = async (paths: readonly string[]): Promise<string | undefined> => {
    for (const path of paths) if (await answers(path)) return path;
    return undefined;
  };
  if (ready.length > 0 && (await first(ready)) === undefined) return { trouble: troubles.join(", ") };
  const page = await first(pages);
  return page === undefined ? { trouble: troubles.join(", ") } : { url: `${address}${page === "/" ? "" : page}` };
}

/** The status of an answer, or the reason why there is none. */
async function statusAt(url: string, signal?: AbortSignal): Promise<number | string> {
  const ends = [AbortSignal.timeout(limit), ...(signal ? [signal] : [])];
  try {
    const answer = await fetch(url, { signal: AbortSignal.any(ends) });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    return `nothing (${cause?.code ?? cause?.message ?? message})`;
  }
}
