import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { struct } from "../pulumi/info";
import { Analyzer } from "../pulumi/service";
import { rules } from "../rules";
import { startPack } from "./client";
import { stackOf } from "./stack";

/**
 * The seconds of CPU that it takes to judge a stack, each resource by itself and then all together: from the bytes that the CLI
 * sends to the bytes of the answer.
 */
export function cost(resources: number): number {
  const stack = stackOf(resources).map(({ type, name, urn = "", props }) => {
    const request = new proto.AnalyzeRequest().setType(type).setName(name).setUrn(urn);
    return request.setProperties(struct(props as object)).serializeBinary();
  });
  const all = stackOf(resources).map(({ type, name, urn = "", props }) =>
    new proto.AnalyzerResource()
      .setType(type)
      .setName(name)
      .setUrn(urn)
      .setProperties(struct(props as object)),
  );
  const together = new proto.AnalyzeStackRequest().setResourcesList(all).serializeBinary();
  const analyzer = new Analyzer({ name: "istio-guard", version: "0.0.0", rules, options: {} });

  const before = process.cpuUsage();
  for (const bytes of stack) analyzer.analyze(proto.AnalyzeRequest.deserializeBinary(bytes)).serializeBinary();
  analyzer.analyzeStack(proto.AnalyzeStackRequest.deserializeBinary(together)).serializeBinary();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The same in a pack's own process, with a call for every resource: what the transport adds is in it. */
export async function costOfProcess(resources: number): Promise<number> {
  const stack = stackOf(resources);
  const pack = await startPack();
  try {
    const before = pack.cpu();
    for (const resource of stack) await pack.judge(resource);
    await pack.judgeStack(stack);
    return pack.cpu() - before;
  } finally {
    pack.stop();
  }
}
