import { callTimeout } from "../../commands/prove/drive";
import { Place } from "../../commands/prove/place";
import type { Settings } from "../../config";
import type { Load } from "../scenario";

/** The fortio of a load, as a person types it: the same pod, address and numbers as `make prove` has. */
export function loadCommand({ from, to, connections, calls, headers = {} }: Load, settings: Settings): string {
  const { mesh } = settings;
  const { name: service, httpPort } = mesh.gateway;
  const place = new Place(settings, { namespace: mesh.namespace.name, service, httpPort });
  const { namespace, pod } = place.caller({ from });
  const { url, host } = place.address(to);
  const all = Object.entries({ ...headers, ...(host ? { Host: host } : {}) });
  const options = ["-c", connections, "-n", calls, "-qps", 0, "-timeout", `${callTimeout}s`];
  return [
    `kubectl exec -n ${namespace} ${pod} -c fortio --`,
    `  /usr/bin/fortio load ${options.join(" ")}`,
    ...all.map(([name, value]) => `  -H '${name}: ${value}'`),
    `  '${url}'`,
  ].join(" \\\n");
}
