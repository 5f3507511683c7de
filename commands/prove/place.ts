import { serviceHost } from "../../components/traffic/serviceHost";
import type { Settings } from "../../config";
import { podGroups } from "../../scenarios/groups";
import type { Load, Sample, Target } from "../../scenarios/scenario";

/** Where on a cluster the parts of a scenario are. */
export class Place {
  constructor(
    private readonly settings: Settings,
    private readonly gateway: { namespace: string; service: string; httpPort: number } | undefined,
  ) {}

  /** The pod that makes the calls, as kubectl names it. */
  caller({ from }: Pick<Load, "from">): { namespace: string; pod: string } {
    const { loadGenerator, outsider } = this.settings;
    return from === "mesh"
      ? { namespace: needed(loadGenerator, "loadGenerator").namespace, pod: "deployment/fortio" }
      : { namespace: needed(outsider, "outsider").namespace, pod: "deployment/partner" };
  }

  /** The address that is called, and the Host header where it differs. */
  address(target: Target): { url: string; host?: string } {
    if ("url" in target) return { url: target.url };
    if ("service" in target) {
      const port = target.port === undefined || target.port === 80 ? "" : `:${target.port}`;
      return { url: `http://${serviceHost(target.service, this.namespace(target.of))}${port}${target.path}` };
    }
    const { namespace, service, httpPort } = needed(this.gateway, "ingress gateway");
    const port = httpPort === 80 ? "" : `:${httpPort}`;
    const host = typeof target.gateway === "object" ? target.gateway.host : this.sample(target.gateway).host;
    return { url: `http://${serviceHost(service, namespace)}${port}${target.path}`, host };
  }

  /** The pods of a group, as kubectl selects them. */
  pods(group: string): { namespace: string; selector: string; counter: RegExp } {
    const { of, labels, counter } = needed(podGroups[group], `group of pods "${group}"`);
    if (of === "egressGateway") {
      return { namespace: this.settings.mesh.namespace.name, selector: "istio=egressgateway", counter };
    }
    const selector = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    return { namespace: this.namespace(of), selector: selector.join(), counter };
  }

  private namespace(sample: Sample): string {
    return this.sample(sample).namespace;
  }

  private sample(sample: Sample): { namespace: string; host: string } {
    return needed(this.settings[sample], sample);
  }
}

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`This stack has no ${what}.`);
  return value;
}
