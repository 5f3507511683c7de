import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { z } from "zod";

/** A line of fortio's access log (`-access-log-format json`), as of fortio 1.63: written when the call has ended. */
const line = z.object({
  /** Seconds. */
  latency: z.number(),
  /** When it began, in nanoseconds since 1970. */
  timestamp: z.number(),
  /** The status; -1 is none. */
  details: z.string().regex(/^-?\d+$/),
});

/** A call that has ended. */
export interface Call {
  /** The status of its answer; undefined: it got none. */
  code?: number;
  /** Seconds. */
  latency: number;
  /** When it began, in seconds since 1970. */
  at: number;
}

/** fortio's access log while it grows. */
export class AccessLog {
  readonly calls: Call[] = [];
  private offset = 0;
  private rest = "";

  constructor(private readonly file: string) {}

  /** Takes in what was written since the last time. */
  read(): void {
    if (!existsSync(this.file)) return;
    const file = openSync(this.file, "r");
    try {
      const chunk = Buffer.alloc(2 ** 16);
      for (let size = 0; (size = readSync(file, chunk, 0, chunk.length, this.offset)) > 0; this.offset += size) {
        this.take(chunk.toString("latin1", 0, size));
      }
    } finally {
      closeSync(file);
    }
  }

  /** The last line may be only half there yet. */
  private take(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    this.calls.push(...lines.filter(Boolean).map(call));
  }
}

function call(text: string): Call {
  let printed: unknown;
  try {
    printed = JSON.parse(text);
  } catch {
    printed = undefined;
  }
  const { data } = line.safeParse(printed);
  if (!data) throw new Error(`this is not a line of fortio's access log: ${text.slice(0, 200)}`);
  const code = Number(data.details);
  return { code: code > 0 ? code : undefined, latency: data.latency, at: data.timestamp / 1e9 };
}
