import { z } from "zod";
import { kubectl } from "../../kubectl";
import { kubectlAsync } from "../istiod";

const name = "istio-mesh-prove-barrier";

/** The host that the barrier is for: a Service in the mesh that no other DestinationRule is for, and its namespace. */
export interface BarrierPlace {
  namespace: string;
  host: string;
}

const scope = z
  .object({
    version: z.string(),
    servicesByHostname: z.record(z.string(), z.unknown()).nullish(),
    destinationRules: z
      .record(z.string(), z.array(z.object({ rule: z.object({ resourceVersion: z.string().optional() }) })).nullish())
      .nullish(),
  })
  .nullish();

/**
 * A DestinationRule that stands for a moment: what istiod sends out together with it, or after it, holds all that the API
 * server held before it was written. It changes nothing for anybody, since all that it adds is a subset of no pods that
 * no route leads to.
 */
export class Barrier {
  #resourceVersion?: string;

  constructor(private readonly place: BarrierPlace) {}

  /** Writes it anew. Its content has to change each time, else istiod would not push. */
  async write(): Promise<void> {
    const asked = ["apply", "--server-side", "--force-conflicts", "--field-manager", name, "-f", "-", "-o", "json"];
    const written: unknown = JSON.parse(await kubectlAsync(asked, JSON.stringify(manifest(this.place, Date.now()))));
    this.#resourceVersion = z.object({ metadata: z.object({ resourceVersion: z.string() }) }).parse(written).metadata
      .resourceVersion;
  }

  /**
   * What the scope of a proxy (`/debug/sidecarz`) says: the version of the push that brought the barrier, or a newer one;
   * else whether the proxy can see the barrier's host at all.
   */
  seenIn(sidecarz: unknown): { version?: string; visible: boolean } {
    const { version, destinationRules, servicesByHostname } = scope.parse(sidecarz) ?? {};
    const rules = destinationRules?.[this.place.host] ?? [];
    const pushed = rules.some(({ rule }) => rule.resourceVersion === this.#resourceVersion);
    return { version: pushed ? version : undefined, visible: Boolean(servicesByHostname?.[this.place.host]) };
  }

  /** Removes it, also one that an earlier run left. */
  remove(): void {
    kubectl("delete", "destinationrules.networking.istio.io", name, "-n", this.place.namespace, "--ignore-not-found");
  }
}

/** The barrier as an object, with a value that tells this writing from every other. */
export const manifest = ({ namespace, host }: BarrierPlace, value: number) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name, namespace, labels: { "app.kubernetes.io/managed-by": "istio-mesh-prove" } },
  spec: {
    host,
    // Seen from every namespace, whatever the mesh's default says: the gateways live in others.
    exportTo: ["*"],
    subsets: [
      { name: "barrier", labels: { [name]: String(value) }, trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } },
    ],
  },
});
