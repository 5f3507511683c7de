import { connect } from "node:net";

/**
 * Whether somebody takes a connection there.
 * @param host a name or an address; one of IPv6 may have the brackets that it has in a URL
 * @param limit milliseconds
 */
export function accepts(host: string, port: number, limit: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ""), port, timeout: limit });
    const end = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket
      .once("connect", () => end(true))
      .once("timeout", () => end(false))
      .once("error", () => end(false));
  });
}
