import type { AppContainer } from "./container";

/** What a fortio server is to do beyond answering. */
export interface FortioOptions {
  image: string;
  port: number;
  /** Arguments after those that every server here gets. */
  args?: readonly string[];
  writable?: readonly string[];
  resources?: AppContainer["resources"];
}

/** Ports that fortio opens beside HTTP unless told not to. */
const noOtherPort = ["grpc", "tcp", "udp", "redirect"].flatMap((kind) => [`-${kind}-port`, "disabled"]);

/**
 * A fortio server: it answers 200, or with the status and after the delay that the URL asks for, `?status=503` or
 * `?delay=1s`. Its image is nothing but the one binary.
 */
export function fortioServer({ image, port, args = [], writable, resources }: FortioOptions): AppContainer {
  return {
    image,
    args: ["server", "-http-port", `${port}`, ...noOtherPort, ...args],
    ports: [{ name: "http", number: port }],
    user: { id: 10001, group: 10001 },
    writable,
    // No healthPath: a server that is to hang hangs there too.
    resources: resources ?? { cpu: "10m", memory: "16Mi", memoryLimit: "128Mi" },
  };
}

/** Turns off what fortio can do for whoever reaches its port beside echoing: its UI, which starts load, and debugging. */
export const echoOnly: readonly string[] = ["-ui-path=", "-echo-debug-path="];
