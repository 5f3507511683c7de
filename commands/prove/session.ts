import type { RawSettings } from "../../config";
import { settingsOfStackFile } from "../../config/stackFile";
import { stepName } from "../../scenarios";
import { isStatistical } from "../../scenarios/expectation";
import { withNeeds } from "../../scenarios/needs";
import { alphaPerCheck } from "../../scenarios/statistics";
import type { Scenario } from "../../scenarios/scenario";
import { stack } from "../environment";
import { say } from "../prepare";
import { Bystander, type Bystanding } from "./bystander";
import { Distribution } from "./distribution";
import type { Interruption } from "./interruption";
import { Place } from "./place";
import { proveStep, unproven } from "./proveStep";
import { proven, type Proof } from "./report";
import type { Rollout } from "./rollout";
import type { WorkFile } from "./workFile";

/** A proof of scenarios one after the other, on a stack that has all that they need. */
export class Session {
  readonly proofs: Proof[] = [];
  private readonly base: RawSettings;
  private readonly alpha: number;
  private readonly bystandings: (Bystanding & { step: string })[] = [];

  constructor(
    private readonly scenarios: readonly Scenario[],
    private readonly work: WorkFile,
    private readonly rollout: Rollout,
    private readonly interruption: Interruption,
  ) {
    const own = Object.entries(work.settings).filter(([key]) => key !== "scenario");
    this.base = withNeeds(Object.fromEntries(own), ["loadGenerator", ...scenarios.flatMap(({ needs }) => needs)]);
    const loads = scenarios.flatMap(({ steps }) => steps.flatMap((step) => step.loads));
    this.alpha = alphaPerCheck(loads.flatMap(({ expect }) => expect.filter(isStatistical)).length);
  }

  /** Puts each step into force, makes its loads, and keeps what was seen in `proofs`. */
  async run(): Promise<void> {
    say(`Bringing what ${this.scenarios.length} scenario(s) need`);
    this.work.write(this.base);
    await this.rollout.up();
    const { place, distribution } = this.where();
    try {
      await distribution.settled();
      for (const scenario of this.scenarios) await this.proveScenario(scenario, place, distribution);
      this.proofs.push(this.bystanders());
    } finally {
      distribution.remove();
    }
  }

  private where(): { place: Place; distribution: Distribution } {
    const { mesh, ...settings } = settingsOfStackFile(stack);
    const meshNamespace = mesh.namespace.name;
    const gateway = { namespace: meshNamespace, service: mesh.gateway.name, httpPort: mesh.gateway.httpPort };
    const place = new Place({ ...settings, mesh }, mesh.components.gateway ? gateway : undefined);
    const { namespace } = place.caller({ from: "mesh" });
    const host = `fortio.${namespace}.svc.cluster.local`;
    return { place, distribution: new Distribution({ meshNamespace, namespace, host }) };
  }

  private async proveScenario(scenario: Scenario, place: Place, distribution: Distribution): Promise<void> {
    for (const [index, step] of scenario.steps.entries()) {
      this.interruption.check();
      const since = Date.now();
      const name = stepName(scenario.name, index);
      this.work.write({ ...this.base, scenario: name });
      let proofs: Proof[];
      try {
        await this.switched(name, place, distribution);
        const seconds = (Date.now() - since) / 1000;
        proofs = await proveStep(scenario, step, place, this.alpha);
        // The time to put the rules into force is part of the first proof.
        if (proofs[0]) proofs[0].seconds += seconds;
      } catch (error) {
        this.interruption.check();
        proofs = [unproven(scenario, step, error, (Date.now() - since) / 1000)];
      }
      this.interruption.check();
      this.proofs.push(...proofs);
      say(`${proofs.every(proven) ? "ok     " : "FAILED "} ${name} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
    }
  }

  /** Rolls a step out while a bystander calls another service, until every sidecar has acknowledged it. */
  private async switched(step: string, place: Place, distribution: Distribution): Promise<void> {
    const bystander = new Bystander(place);
    await bystander.start();
    try {
      await this.rollout.up();
      await distribution.settled();
    } finally {
      this.bystandings.push({ ...(await bystander.stop()), step });
    }
  }

  /** What the bystander saw in all switches together. */
  private bystanders(): Proof {
    const calls = this.bystandings.reduce((sum, one) => sum + one.calls, 0);
    const losses = this.bystandings.filter(({ lost }) => lost > 0).map(({ step, lost }) => `${lost} in ${step}`);
    const seen = losses.length > 0 ? `${losses.join(", ")}, of ${calls}` : `0 of ${calls} lost`;
    const expected = `no call to catalogue is lost in ${this.bystandings.length} switches`;
    return {
      scenario: "bystander",
      title: "No switch of rules costs another service a call",
      load: "200 calls a second to catalogue while rules are switched",
      judgements: [{ expected, seen, passed: losses.length === 0 && calls > 0 }],
      seconds: 0,
      aside: true,
    };
  }
}
