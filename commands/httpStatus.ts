import { get } from "node:http";

/** The status that an address answers with for a Host header; undefined when it does not answer. `fetch` cannot set Host. */
export function statusOf(address: string, host: string, path = "/"): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(
      new URL(path, address),
      { headers: { Host: host }, timeout: 5000, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    request.once("timeout", () => request.destroy()).once("error", () => resolve(undefined));
  });
}
