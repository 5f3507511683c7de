import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runFolder } from "./layout";

/**
 * Settings of the kernel that an old kube-proxy changes whatever it is told, and that would open the machine's loopback addresses
 * to its neighbours once the kubelet's packet filter rule against that is gone (CVE-2020-8558).
 */
const changed = ["/proc/sys/net/ipv4/conf/all/route_localnet"];

const kept = join(runFolder, "sysctl.json");

/** Notes how they were before the first start. */
export function keepSysctls(): void {
  if (Object.keys(noted()).length > 0) return;
  writeFileSync(kept, JSON.stringify(Object.fromEntries(changed.map((file) => [file, readFileSync(file, "utf8")]))));
}

/** Puts them back. A note that a crash cut off says nothing: it was written before anything was changed. */
export function restoreSysctls(): void {
  for (const [file, value] of Object.entries(noted())) writeFileSync(file, value);
}

function noted(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(kept, "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}
