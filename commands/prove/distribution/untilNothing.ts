import { until } from "../../../cluster/until";

/** How many of those that are behind an error names. */
const named = 5;

/** Waits until a look finds nothing that is behind; else an error says what was waited for and what was behind last. */
export async function untilNothing(what: string, limitSeconds: number, look: () => Promise<string[]>): Promise<void> {
  let behind: string[] = [];
  try {
    await until(what, limitSeconds, async () => {
      behind = [];
      behind = await look();
      return !behind.length;
    });
  } catch (error) {
    if (!behind.length) throw error;
    const more = behind.length > named ? ` and ${behind.length - named} more` : "";
    throw new Error(`${(error as Error).message} Behind: ${behind.slice(0, named).join("; ")}${more}.`);
  }
}
