import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What istioctl's analyzers say of one object. */
export interface Message {
  code: string;
  /** `VirtualService shop/carts` */
  origin: string;
  message: string;
}

/**
 * The messages of every file, by its name, from one run of tools/istio-analyze; undefined of a file with an object that it cannot
 * decode, and therefore leaves out.
 */
export async function analyze(tool: string, files: readonly string[]): Promise<Map<string, Message[] | undefined>> {
  const child = spawn(tool, [], { stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.end(files.map((file) => `${file}\n`).join(""));
  const answers = new Map<string, Message[] | undefined>();
  for await (const line of createInterface({ input: child.stdout })) {
    const { file, messages, error } = JSON.parse(line) as { file: string; messages: Message[] | null; error?: string };
    answers.set(file, error === undefined ? (messages ?? []) : undefined);
  }
  const code = await ended;
  const silent = files.filter((file) => !answers.has(file));
  if (code !== 0 || silent.length > 0)
    throw new Error(`istio-analyze ended with ${code}, without a word on ${silent.join(", ")}`);
  return answers;
}
