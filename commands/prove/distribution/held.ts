import type { Istiod } from "../istiod";
import type { Deadline } from "./deadline";
import { differences, objectsOfApi, objectsOfStore, type StoredObject } from "./store";
import { watchedNamespaces } from "./watchedNamespaces";

/**
 * Waits until every istiod holds exactly the objects that the API server holds, by their resource versions. `api` is what
 * the API server is known to hold; it is asked again for each further look.
 */
export async function untilHeld(istiods: Istiod[], api: Promise<StoredObject[]>, deadline: Deadline): Promise<void> {
  let known: Promise<StoredObject[]> | undefined = api;
  await deadline.untilNothing("istiod to hold what the API server holds", async () => {
    const objects = await (known ?? objectsOfApi());
    known = undefined;
    return (await Promise.all(istiods.map((istiod) => notHeld(istiod, objects)))).flat();
  });
}

async function notHeld(istiod: Istiod, objects: StoredObject[]): Promise<string[]> {
  const [configz, namespaces] = await Promise.all([istiod.debug("configz"), watchedNamespaces(istiod)]);
  const { name, revision } = istiod.pod;
  return differences(objectsOfStore(configz), objects, { revision, namespaces }).map((one) => `${one} in ${name}`);
}
