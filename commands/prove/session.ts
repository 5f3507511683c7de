import { serviceHost } from "../../components/traffic/serviceHost";
import type { RawSettings } from "../../config";
import { settingsOfStackFile } from "../../config/stackFile";
import { stepName } from "../../scenarios";
import { withoutScenario } from "../../scenarios/apply";
import { withNeeds } from "../../scenarios/needs";
import { statisticalChecks } from "../../scenarios/risk";
import { alphaPerCheck } from "../../scenarios/statistics";
import type { Scenario } from "../../scenarios/scenario";
import { stack } from "../environment";
import { refuseForeignNamespaces } from "../foreignNamespaces";
import { gatewayNamespace } from "../gatewayNamespace";
import { say } from "../prepare";
import type { Recovery } from "../recover";
import { Bystander, type Bystanding, undisturbed } from "./bystander";
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
  private readonly bystandings: Bystanding[] = [];

  constructor(
    private readonly scenarios: readonly Scenario[],
    private readonly work: WorkFile,
    private readonly rollout: Rollout,
    private readonly interruption: Interruption,
  ) {
    this.base = withNeeds(withoutScenario(work.settings), [
      "loadGenerator",
      ...scenarios.flatMap(({ needs }) => needs),
    ]);
    this.alpha = alphaPerCheck(statisticalChecks(scenarios));
  }

  /** Refuses namespaces of others, which restoring would delete, before anything is changed. */
  refuseForeign(): void {
    this.work.write(this.base);
    refuseForeignNamespaces();
  }

  /** Puts each step into force, makes its loads, and keeps what was seen in `proofs`. */
  async run(recovery?: Recovery): Promise<void> {
    this.interruption.check();
    say(`Bringing what ${this.scenarios.length} scenario(s) need`);
    this.work.write(this.base);
    await this.rollout.up(recovery);
    const { place, distribution } = this.where();
    try {
      await distribution.settled();
      for (const scenario of this.scenarios) await this.proveScenario(scenario, place, distribution);
      this.proofs.push(undisturbed(this.bystandings));
    } finally {
      distribution.remove();
    }
  }

  private where(): { place: Place; distribution: Distribution } {
    const { mesh, ...settings } = settingsOfStackFile(stack);
    const meshNamespace = mesh.namespace.name;
    const { name: service, httpPort } = mesh.gateway;
    const gateway = { namespace: gatewayNamespace(mesh), service, httpPort };
    const place = new Place({ ...settings, mesh }, mesh.components.gateway ? gateway : undefined);
    const { namespace } = place.caller({ from: "mesh" });
    const host = serviceHost("fortio", namespace);
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
        proofs = await proveStep(scenario, step, { place, alpha: this.alpha, interruption: this.interruption });
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
    const stop = async () => void this.bystandings.push({ step, ...(await bystander.stop()) });
    try {
      await this.rollout.up();
      await distribution.settled();
    } catch (error) {
      // That is what is told, whatever becomes of the bystander.
      await stop().catch(() => undefined);
      throw error;
    }
    await stop();
  }
}
