import { IstiodGone, type IstiodPod, readyIstiods } from "../istiod";
import { injectedProxies } from "./injectedPods";

/** Whether all proxies of the mesh are connected to the istiods that are asked: no istiod speaks for the others. */
export class RollCall {
  private constructor(
    private readonly istiods: IstiodPod[],
    private expected: string[],
  ) {}

  static async of(istiods: IstiodPod[]): Promise<RollCall> {
    return new RollCall(istiods, await injectedProxies(istiods));
  }

  /** Who is not among the connected; as long as one is missing, the cluster is asked who is there at all. */
  async absent(connected: ReadonlySet<string>): Promise<string[]> {
    if (this.expected.every((id) => connected.has(id))) return [];
    const [meshNamespace] = this.istiods.map(({ namespace }) => namespace);
    const now = meshNamespace === undefined ? [] : await readyIstiods(meshNamespace);
    if (namesOf(now) !== namesOf(this.istiods)) throw new IstiodGone("Other istiods are ready now than at the start");
    this.expected = await injectedProxies(this.istiods);
    return this.expected.filter((id) => !connected.has(id)).map((id) => `${id} is connected to no ready istiod`);
  }
}

const namesOf = (pods: IstiodPod[]) =>
  pods
    .map(({ name }) => name)
    .sort()
    .join();
