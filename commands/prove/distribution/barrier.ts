import { z } from "zod";
import { kubectl } from "../../kubectl";
import { IstiodGone, kubectlAsync } from "../istiod";
import { counterOf } from "./proxies";

const name = "istio-mesh-prove-barrier";

/** The host that the barrier is for: a Service in the mesh that no other DestinationRule is for, and its namespace. */
export interface BarrierPlace {
  namespace: string;
  host: string;
}

const written = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

const rules = z.array(z.object({ rule: z.object({ resourceVersion: z.string().optional() }) }));

const scope = z.object({
  version: z.string(),
  servicesByHostname: z.record(z.string(), z.unknown()).nullish(),
  destinationRules: z.record(z.string(), rules.nullish()).nullish(),
});

/**
 * A DestinationRule that stands for a moment: a push that holds it holds all that istiod held when it was written. It
 * changes nothing for anybody: all that it adds is a subset without pods, which no route leads to.
 */
export class Barrier {
  #resourceVersion?: string;
  /** For messages. */
  readonly title: string;

  constructor(private readonly place: BarrierPlace) {
    this.title = `DestinationRule ${name} for ${place.host}`;
  }

  /** Writes it anew, with another content than ever before: istiod does not push what has not changed. */
  async write(): Promise<void> {
    const apply = ["apply", "--server-side", "--force-conflicts", "--field-manager", name, "-f", "-", "-o", "json"];
    const answer = await kubectlAsync(apply, JSON.stringify(manifest(this.place, Date.now()))).catch((error: Error) => {
      // Istiod checks what is written; one that has just left may still be asked to.
      throw error.message.includes("failed calling webhook") ? new IstiodGone(error.message) : error;
    });
    this.#resourceVersion = written.parse(JSON.parse(answer)).metadata.resourceVersion;
  }

  /** Proxies by their names, `POD.NAMESPACE`, those first that are the most likely to see the barrier. */
  nearest(proxies: string[]): string[] {
    const far = (id: string) => Number(!id.endsWith(`.${this.place.namespace}`));
    return proxies.toSorted((a, b) => far(a) - far(b));
  }

  /** What a proxy's scope (`/debug/sidecarz`) says: the push it was made for, if that holds the barrier; and whether the
   * proxy sees the barrier's host at all. */
  seenIn(sidecarz: unknown): { push?: number; visible: boolean } {
    // A proxy that has just left has no scope.
    const { version = "", destinationRules, servicesByHostname } = scope.nullish().parse(sidecarz) ?? {};
    const { host } = this.place;
    const versions = destinationRules?.[host]?.map(({ rule }) => rule.resourceVersion) ?? [];
    const holds = this.#resourceVersion !== undefined && versions.includes(this.#resourceVersion);
    return { push: holds ? counterOf(version) : undefined, visible: Boolean(servicesByHostname?.[host]) };
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
    // Whatever the mesh's default is: the gateways live in other namespaces.
    exportTo: ["*"],
    subsets: [{ name: "barrier", labels: { [name]: `${value}` }, trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } }],
  },
});
