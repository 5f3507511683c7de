import { spawn } from "node:child_process";

/** The program that opens an address on this machine's desktop; undefined where there is none, or nothing is to be opened. */
export function opener(env = process.env, platform: string = process.platform): string | undefined {
  if (env.NO_OPEN || env.CI) return undefined;
  if (platform === "darwin") return "open";
  return platform === "linux" && (env.DISPLAY || env.WAYLAND_DISPLAY) ? "xdg-open" : undefined;
}

/** Opens addresses in a browser. One that does not open is no error: its address has been printed. */
export function openInBrowser(urls: readonly string[], program = opener()): void {
  if (!program) return;
  for (const url of urls) {
    // In its own process group, so that Ctrl-C does not end the browser.
    spawn(program, [url], { detached: true, stdio: "ignore" })
      .on("error", () => undefined)
      .unref();
  }
}
