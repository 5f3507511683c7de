import { IstiodGone, type IstiodPod, readyIstiods } from "../istiod";
import { begun } from "./begun";
import { injectedProxies } from "./injectedPods";

/** Whether all proxies of the mesh are connected to the istiods that are asked: no istiod speaks for another's. */
export class RollCall {
  #expected: Promise<string[]>;

  constructor(
    private readonly meshNamespace: string,
    private readonly istiods: IstiodPod[],
  ) {
    this.#expected = begun(injectedProxies(istiods));
  }

  /** Who is not among the connected; as long as one is missing, the cluster is asked anew who is there. */
  async absent(connected: ReadonlySet<string>): Promise<string[]> {
    const missing = (await this.#expected).filter((id) => !connected.has(id));
    if (!missing.length) return [];
    if (namesOf(await readyIstiods(this.meshNamespace)) !== namesOf(this.istiods)) {
      throw new IstiodGone("Other istiods are ready than at the start.");
    }
    this.#expected = begun(injectedProxies(this.istiods));
    return missing.map((id) => `${id} is connected to no ready istiod`);
  }
}

const namesOf = (istiods: IstiodPod[]) =>
  istiods
    .map(({ name }) => name)
    .sort()
    .join();
