import { existsSync } from "node:fs";
import { settingsOfStackFile } from "../config/stackFile";
import { findTool } from "../tools/catalog";
import { ensureTools } from "../tools/ensure";
import { make } from "./doctor/steps";
import { stack } from "./environment";
import { gatewayAddress } from "./gatewayAddress";
import { appsOf, chooseApp, type LoadApp } from "./load/apps";
import { entrance, type Entrance } from "./load/entrance";
import { fortio } from "./load/fortio";
import { fortioArgs } from "./load/fortioArgs";
import { limits, loadInput, type LoadInput } from "./load/input";
import { installedFor } from "./load/installedHosts";
import { Progress } from "./load/progress";
import { exitCode, report, type Load } from "./load/report";
import { main } from "./main";
import { portForward } from "./portForward";
import { say } from "./prepare";
import { kubectlStart } from "./prove/distribution/kubectlAsync";
import { onSignals } from "./signals";

/** `make load`: calls an app of the stack through the ingress gateway, as a guide's loop does, and says what came back. */
main(async () => {
  const input = loadInput(process.env);
  const app = chooseApp(appsOf(settingsOfStackFile(stack)), input.app, stack);
  refuseCertificates(input, app);
  const { gateway, addons } = installedFor(app, make);
  await ensureTools(["kubectl", "fortio"].map(findTool), say);
  const start = kubectlStart();
  const end = new AbortController();
  const release = onSignals(() => end.abort());
  const open = portForward.bind(undefined, start);
  const way = await entrance(gateway, app.tls ? "https" : "http", { gatewayAddress, open, signal: end.signal }).finally(
    release,
  );
  try {
    if (end.signal.aborted) throw new Error("Interrupted, before any call was made.");
    const load = await drive(input, app, way, start.env);
    console.log(report(load));
    if (addons.length > 0) say(`Look: ${make("dashboards")}   opens ${addons.join(", ")}`);
    return exitCode(load);
  } finally {
    await way.close();
  }
});

function refuseCertificates({ ca }: LoadInput, { name, tls }: LoadApp): void {
  if (ca === undefined) return;
  if (!tls) throw new Error(`CA=${ca}: ${name} is called without TLS; leave CA out`);
  if (!existsSync(ca)) throw new Error(`CA=${ca}: there is no such file`);
}

async function drive(input: LoadInput, app: LoadApp, way: Entrance, env: NodeJS.ProcessEnv): Promise<Load> {
  const progress = new Progress(app.title, input.calls, process.stderr);
  const args = fortioArgs(input, app, way);
  const { calls, stopped } = await fortio({
    args,
    env,
    limitSeconds: limits.seconds,
    onProgress: (made) => progress.show(made),
    onStop: onSignals,
  }).finally(() => progress.end());
  const concurrency = input.concurrency > 1 ? [`${input.concurrency} at a time`] : [];
  const notes = [
    ...(way.through ? [`The gateway is reached through ${way.through}.`] : []),
    ...(app.tls && !input.ca ? ["Its certificate is not checked: CA=file names what signs it."] : []),
  ];
  const target = [args.at(-1), `host ${app.host}`, ...concurrency].join(", ");
  return { title: app.title, target, notes, wanted: input.calls, calls, stopped };
}
