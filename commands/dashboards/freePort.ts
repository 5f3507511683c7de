import { once } from "node:events";
import { createServer } from "node:net";

/** How many ports are tried from the wished one on. */
const tries = 100;

/** The first port from the wished one on that nobody listens on at 127.0.0.1 and that is not given away already. */
export async function freePort(wished: number, given: ReadonlySet<number> = new Set()): Promise<number> {
  const last = Math.min(wished + tries, 65_536) - 1;
  for (let port = wished; port <= last; port++) {
    if (!given.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`There is no free port at 127.0.0.1 from ${wished} to ${last}.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
  } catch {
    return false;
  }
  await once(server.close(), "close");
  return true;
}
