import { spawn } from "node:child_process";
import { root } from "../../config/target";
import { until } from "../../cluster/until";
import { clean } from "./support";

/**
 * Runs `make dashboards` without make, which would end by the signal itself: its addresses with the status that each
 * answers, and how it ended after Ctrl-C.
 */
export async function dashboards(
  STACK_FILE: string,
): Promise<{ addresses: [name: string, status: number][]; code: number | null }> {
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "commands/dashboards.ts"], {
    cwd: root,
    env: { ...clean, STACK_FILE, NO_OPEN: "1" },
  });
  let [printed, said] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (printed += data.toString()));
  child.stderr.on("data", (data: Buffer) => (said += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  try {
    await until("the port-forwards", 60, () => {
      if (child.exitCode !== null) throw new Error(`make dashboards ended with ${child.exitCode}: ${said}`);
      return said.includes("Ctrl-C ends");
    });
    const table = [...printed.matchAll(/^(\w+) +(http:\S+)/gm)];
    const addresses = await Promise.all(
      table.map(async ([, name = "", url = ""]): Promise<[string, number]> => [name, (await fetch(url)).status]),
    );
    return { addresses, code: await interrupted() };
  } finally {
    child.kill("SIGKILL");
  }

  function interrupted(): Promise<number | null> {
    child.kill("SIGINT");
    return ended;
  }
}
