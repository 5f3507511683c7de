import { existsSync } from "node:fs";
import { localFolder } from "./layout";
import { exclusively, owner } from "./owner";
import { removeFolder, wipe } from "./wipe";

/** `make cluster-down`: ends this checkout's local cluster and removes all that it kept, its Pulumi state too. */
async function main(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error("This is not root, and the local cluster was started by root (try sudo).");
  const other = owner();
  if (other !== undefined && other !== localFolder) {
    throw new Error(`The local cluster of this machine belongs to ${other}: stop it from that checkout.`);
  }
  if (other === undefined && !existsSync(localFolder)) return console.log("No local cluster here.");
  // Without an owner nothing of the machine is ours, not since it was started last: only the folder goes.
  await exclusively(async () => (other ? wipe(localFolder) : removeFolder(localFolder)));
  console.log("Local cluster stopped and removed.");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
