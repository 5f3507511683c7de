import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../config/target";
import { cost, costOfProcess } from "../policies/bench/cost";
import { environment, isLocal, stack } from "./environment";
import { main } from "./main";
import { peakMemory } from "./peakMemory";
import { previewSpeed } from "./previewSpeed";

/** Previews of each kind; they alternate, so that a busy moment of the machine hits both. */
const rounds = 5;

/** The limits of this project: seconds, a ratio, GiB; seconds that the pack adds to a preview; seconds of CPU to judge 2,000 resources. */
const limits = { up: 90, previewRatio: 3, memory: 4, pack: 0.6, judging: 2 };

/** Stacks of so many resources are judged; the limit is for `judged`. */
const sizes = [500, 1000, 2000, 4000];
const judged = 2000;

/** `make bench`: from no cluster to a serving shop, a preview without changes, and the memory that it all takes. */
main(async () => {
  if (!isLocal()) throw new Error("make bench stops and starts the local cluster: unset KUBECONFIG for it.");
  spawnSync("make", ["--silent", "cluster-down"], { cwd: root, stdio: "inherit" });
  const memory = peakMemory();
  const up = await seconds("make", ["--silent", "up"]);
  const gib = memory.stop() / 1024 ** 3;

  const empty = emptyProgram();
  const previews = { empty: [] as number[], bare: [] as number[], pulumi: [] as number[], make: [] as number[] };
  const pack = ["--policy-pack", join(root, "policies")];
  for (let round = 0; round <= rounds; round++) {
    const times = [
      await seconds("pulumi", ["preview", "--stack", "empty", "--cwd", empty.folder], empty.env),
      await seconds("pulumi", ["preview", "--stack", stack], { ...environment(), ...previewSpeed() }),
      await seconds("pulumi", ["preview", "--stack", stack, ...pack], { ...environment(), ...previewSpeed() }),
      await seconds("make", ["--silent", "preview"]),
    ] as const;
    if (round === 0) continue; // The first of each fills caches.
    previews.empty.push(times[0]);
    previews.bare.push(times[1]);
    previews.pulumi.push(times[2]);
    previews.make.push(times[3]);
  }
  rmSync(empty.folder, { recursive: true, force: true });

  const [base, bare, ours, whole] = [previews.empty, previews.bare, previews.pulumi, previews.make].map(median) as [
    number,
    number,
    number,
    number,
  ];
  let over = 0;
  const row = (what: string, value: string, limit = "", within = true) => {
    over += within ? 0 : 1;
    console.log(`${what.padEnd(58)} ${value.padStart(9)}  ${limit}${within ? "" : "  OVER"}`);
  };
  console.log();
  row("make up, from no cluster to a serving shop", `${up.toFixed(1)} s`, `at most ${limits.up} s`, up <= limits.up);
  row(
    "peak memory of all its processes",
    `${gib.toFixed(2)} GiB`,
    `at most ${limits.memory} GiB`,
    gib <= limits.memory,
  );
  row("pulumi preview of an empty JavaScript program", `${base.toFixed(2)} s`);
  row("pulumi preview of the stack with the pack, no change", `${ours.toFixed(2)} s`);
  row(
    "  as a multiple",
    (ours / base).toFixed(2),
    `at most ${limits.previewRatio}`,
    ours / base <= limits.previewRatio,
  );
  row("  what the pack adds", `${(ours - bare).toFixed(2)} s`, `at most ${limits.pack} s`, ours - bare <= limits.pack);
  row("make preview, which also looks after tools and cluster", `${whole.toFixed(2)} s`);
  row("  as a multiple", (whole / base).toFixed(2));
  for (const size of sizes) {
    const cpu = cost(size);
    const what = `CPU to judge ${size} resources`;
    if (size === judged) row(what, `${cpu.toFixed(2)} s`, `at most ${limits.judging} s`, cpu <= limits.judging);
    else row(what, `${cpu.toFixed(2)} s`);
  }
  row(`  of ${judged}, with a call over the CLI's protocol for each`, `${(await costOfProcess(judged)).toFixed(2)} s`);
  return over > 0 ? 1 : 0;
});

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function seconds(command: string, args: string[], extra: Record<string, string> = {}): Promise<number> {
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...extra },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve((performance.now() - since) / 1000);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`));
    });
  });
}

/** The floor that previews are measured against: a program that does nothing, in plain JavaScript. */
function emptyProgram(): { folder: string; env: Record<string, string> } {
  const folder = mkdtempSync(join(tmpdir(), "empty-program-"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: empty\nruntime: { name: nodejs, options: { typescript: false } }\n",
  );
  writeFileSync(join(folder, "package.json"), '{ "name": "empty", "main": "index.js" }\n');
  writeFileSync(join(folder, "index.js"), "");
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const env = { ...environment(), PULUMI_BACKEND_URL: `file://${folder}` };
  spawnSync("pulumi", ["stack", "init", "empty", "--cwd", folder], { env: { ...process.env, ...env } });
  return { folder, env };
}
