import { z } from "zod";
import { kubectlAsync } from "./istiod";
import type { Place } from "./place";

/** What it saw while the rules were switched. */
export interface Bystanding {
  calls: number;
  lost: number;
}

const started = z.object({ RunID: z.number() });
const result = z.object({ RetCodes: z.record(z.string(), z.number()) });
const connections = 4;
const rate = 200;

/**
 * A caller of another service (catalogue) at 200 calls a second while rules are switched: no switch may cost it a call.
 * It is a run of the load generator's own server, which can be ended at any moment and then says what it saw.
 */
export class Bystander {
  private run?: number;

  constructor(private readonly place: Place) {}

  async start(): Promise<void> {
    const { url } = this.place.address({ service: "catalogue", of: "sockShop", path: "/catalogue" });
    const query = new URLSearchParams({ url, qps: `${rate}`, c: `${connections}`, t: "on", async: "on", save: "on" });
    this.run = started.parse(JSON.parse(await this.ask(`rest/run?${query.toString()}`))).RunID;
  }

  /** Ends it and says what it saw; nothing where it was not started. */
  async stop(): Promise<Bystanding> {
    if (this.run === undefined) return { calls: 0, lost: 0 };
    const run = this.run;
    this.run = undefined;
    const stopped = z.object({ ResultID: z.string() });
    const { ResultID } = stopped.parse(JSON.parse(await this.ask(`rest/stop?runid=${run}&wait=true`)));
    const { RetCodes } = result.parse(JSON.parse(await this.ask(`data/${ResultID}.json`)));
    const calls = Object.values(RetCodes).reduce((sum, count) => sum + count, 0);
    return { calls, lost: calls - (RetCodes["200"] ?? 0) };
  }

  private ask(path: string): Promise<string> {
    const { namespace, pod } = this.place.caller({ from: "mesh" });
    const curl = ["/usr/bin/fortio", "curl", "-quiet", "-loglevel", "Error", `http://localhost:8080/fortio/${path}`];
    return kubectlAsync(["exec", "-n", namespace, pod, "-c", "fortio", "--", ...curl]);
  }
}
