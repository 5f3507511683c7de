import { basename } from "node:path";
import { until } from "../cluster/until";
import { stackFile } from "../config/stackFile";
import { statusOf } from "./httpStatus";
import { stack } from "./environment";
import { gatewayAddress } from "./gatewayAddress";
import type { Phases } from "./phases";
import { pulumiOutput } from "./pulumi";

/** What index.ts exports and the summary shows. */
interface Outputs {
  meshTitle: string;
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
  const shop = await shopLines(outputs, phases);
  const releases = outputs.meshReleases.length > 0 ? ` (${outputs.meshReleases.join(", ")})` : "";
  const ofStack = stack === "dev" ? "" : ` STACK=${stack}`;
  console.log(
    [
      "",
      `Installed    ${outputs.meshTitle}${releases}`,
      `Namespaces   ${outputs.meshNamespaces.join(", ")}`,
      ...shop,
      `Time         ${phases.toString()}`,
      `Next         eval "$(make -s env${ofStack})"   puts pulumi, kubectl, istioctl and fortio for this stack into your shell`,
      `             make preview${ofStack}   shows what a change of ${basename(stackFile(stack))} would do`,
      `             make down${ofStack}      removes it all again`,
    ].join("\n"),
  );
}

/** A curl line that was tried; where the gateway is not reached from here, the way to it. */
async function shopLines({ sockShopHost: host, ingressGateway: gateway }: Outputs, phases: Phases): Promise<string[]> {
  if (!host || !gateway) return [];
  const { address, port } = gatewayAddress(gateway);
  if (address) {
    try {
      await phases.run("first answer", () => answers(address, host));
      return [`Sock Shop    curl -H 'Host: ${host}' ${address}/`];
    } catch (error) {
      return [
        `Sock Shop    no answer yet: ${(error as Error).message}`,
        `             curl -H 'Host: ${host}' ${address}/`,
      ];
    }
  }
  return [
    `Sock Shop    kubectl -n ${gateway.namespace} port-forward service/${gateway.service} 8080:${port}`,
    `             curl -H 'Host: ${host}' http://localhost:8080/`,
  ];
}

async function answers(address: string, host: string): Promise<void> {
  await until(`${address} to answer for ${host}`, limit, async () => (await statusOf(address, host)) === 200);
}
