import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server whose paths answer with a status, or lead elsewhere; all others answer 404. */
export class Pages {
  asked: string[] = [];
  /** Its own, also when it is closed. */
  port = 0;

  private constructor(private readonly server: Server) {}

  static async serve(answers: Record<string, number | string>): Promise<Pages> {
    const server = createServer();
    const pages = new Pages(server);
    server.on("request", ({ url = "" }, response) => {
      pages.asked.push(url);
      const answer = answers[url] ?? 404;
      if (typeof answer === "number") response.writeHead(answer).end("page");
      else response.writeHead(302, { location: answer }).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    pages.port = (server.address() as AddressInfo).port;
    return pages;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    if (this.server.listening) await once(this.server.close(), "close");
  }
}
