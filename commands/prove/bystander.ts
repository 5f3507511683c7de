import { z } from "zod";
import { kubectlAsync } from "./istiod";
import type { Place } from "./place";
import type { Proof } from "./report";

/** What it saw while the rules of a step were switched on. */
export interface Bystanding {
  step: string;
  calls: number;
  lost: number;
}

const started = z.object({ RunID: z.number(), ResultID: z.string() });
/** A run that could not even begin has no codes. */
const result = z.object({ RetCodes: z.record(z.string(), z.number()).nullish() });
const connections = 4;
const rate = 200;
/** It ends by itself too, should nobody be left to end it. No switch takes that long. */
const limit = "10m";

/**
 * A caller of another service (catalogue) at 200 calls a second while rules are switched: no switch may cost it a call.
 * It is a run of the load generator's own server, which can be ended at any moment and then says what it saw.
 */
export class Bystander {
  private run?: z.infer<typeof started>;

  constructor(private readonly place: Place) {}

  async start(): Promise<void> {
    const { url } = this.place.address({ service: "catalogue", of: "sockShop", path: "/catalogue" });
    const query = new URLSearchParams({ url, qps: `${rate}`, c: `${connections}`, t: limit, async: "on", save: "on" });
    this.run = started.parse(JSON.parse(await this.ask(`rest/run?${query.toString()}`)));
  }

  /** Ends it and says what it saw; nothing where it was not started. */
  async stop(): Promise<Pick<Bystanding, "calls" | "lost">> {
    if (this.run === undefined) return { calls: 0, lost: 0 };
    const { RunID, ResultID } = this.run;
    this.run = undefined;
    await this.ask(`rest/stop?runid=${RunID}&wait=true`);
    const saved = result.parse(JSON.parse(await this.ask(`data/${ResultID}.json`)));
    const RetCodes = saved.RetCodes ?? {};
    const calls = Object.values(RetCodes).reduce((sum, count) => sum + count, 0);
    if (calls === 0) throw new Error("The bystander could not make a single call to catalogue.");
    return { calls, lost: calls - (RetCodes["200"] ?? 0) };
  }

  private ask(path: string): Promise<string> {
    const { namespace, pod } = this.place.caller({ from: "mesh" });
    const curl = ["/usr/bin/fortio", "curl", "-quiet", "-loglevel", "Error", `http://localhost:8080/fortio/${path}`];
    return kubectlAsync(["exec", "-n", namespace, pod, "-c", "fortio", "--", ...curl]);
  }
}

/** What it saw in all switches together. */
export function undisturbed(bystandings: readonly Bystanding[]): Proof {
  const calls = bystandings.reduce((sum, one) => sum + one.calls, 0);
  const losses = bystandings.filter(({ lost }) => lost > 0).map(({ step, lost }) => `${lost} in ${step}`);
  const seen = losses.length > 0 ? `${losses.join(", ")}, of ${calls}` : `0 of ${calls} lost`;
  const expected = `no call to catalogue is lost in ${bystandings.length} switches`;
  return {
    scenario: "bystander",
    title: "No switch of rules costs another service a call",
    load: "200 calls a second to catalogue while rules are switched",
    judgements: [{ expected, seen, passed: losses.length === 0 && calls > 0 }],
    seconds: 0,
    aside: true,
  };
}
