import { startPack } from "./client";
import { stackOf } from "./stack";

/** How many resources are judged, and the seconds of CPU that it takes the pack: each by itself, then all together. */
export async function cost(resources: number): Promise<{ resources: number; cpu: number; findings: number }> {
  const stack = stackOf(resources);
  const pack = await startPack();
  try {
    const before = pack.cpu();
    let findings = 0;
    for (const resource of stack) findings += (await pack.judge(resource)).length;
    findings += (await pack.judgeStack(stack)).length;
    return { resources, cpu: pack.cpu() - before, findings };
  } finally {
    pack.stop();
  }
}
