import { until } from "../cluster/until";
import { statusOf } from "./httpStatus";
import { stack } from "./environment";
import { kubectl } from "./kubectl";
import type { Phases } from "./phases";
import { pulumiOutput } from "./pulumi";

/** What index.ts exports and the summary shows. */
interface Outputs {
  meshVersion: string;
  meshReleases: string[];
  meshNamespaces: string[];
  ingressGateway?: { namespace: string; service: string };
  sockShopHost?: string;
}

/** Seconds that the gateway may take to learn its routes after the last resource was made. */
const limit = 60;

/** Ends `make up`: where the shop answers, what was installed, how long each part took, what to do next. */
export async function summary(phases: Phases): Promise<void> {
  const outputs = JSON.parse(pulumiOutput(["stack", "output", "--json", "--stack", stack])) as Outputs;
  const { sockShopHost, ingressGateway } = outputs;
  const lines = [
    "",
    `Installed    Istio (${outputs.meshReleases.join(", ")}), charts ${outputs.meshVersion}`,
    `Namespaces   ${outputs.meshNamespaces.join(", ")}`,
  ];
  if (sockShopHost && ingressGateway) {
    const address = gatewayAddress(ingressGateway);
    if (address) {
      await phases.run("first answer", () => answers(address, sockShopHost));
      lines.push(`Sock Shop    curl -H 'Host: ${sockShopHost}' ${address}/`);
    } else {
      const { namespace, service } = ingressGateway;
      lines.push(
        `Sock Shop    kubectl -n ${namespace} port-forward service/${service} 8080:80`,
        `             curl -H 'Host: ${sockShopHost}' http://localhost:8080/`,
      );
    }
  }
  lines.push(`Time         ${phases.toString()}`);
  lines.push(
    `Next         eval "$(make -s env)"   puts pulumi, kubectl, istioctl and fortio for this stack into your shell`,
  );
  lines.push("             make preview            shows what a change of Pulumi." + stack + ".yaml would do");
  lines.push("             make down               removes it all again");
  console.log(lines.join("\n"));
}

interface Service {
  spec: { type: string; ports: { name: string; port: number; nodePort?: number }[] };
  status: { loadBalancer: { ingress?: { ip?: string; hostname?: string }[] } };
}

/** Where the gateway's port 80 is reached from outside the cluster; undefined when only from inside. */
function gatewayAddress({ namespace, service }: { namespace: string; service: string }): string | undefined {
  const { spec, status } = JSON.parse(kubectl("get", "service", "-n", namespace, service, "-o", "json")) as Service;
  const http = spec.ports.find((port) => port.name === "http2") ?? spec.ports[0];
  const balancer = status.loadBalancer.ingress?.[0];
  const host = balancer?.ip ?? balancer?.hostname;
  if (host) return `http://${host}${http?.port === 80 ? "" : `:${http?.port}`}`;
  if (!http?.nodePort) return undefined;
  const node = kubectl("get", "nodes", "-o", `jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}`);
  return `http://${node}:${http.nodePort}`;
}

async function answers(address: string, host: string): Promise<void> {
  await until(`${address} to answer for ${host}`, limit, async () => (await statusOf(address, host)) === 200);
}
