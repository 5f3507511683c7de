import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";

/** What a service answers to a method: its request and its answer as protobuf writes them. */
export type Methods = Readonly<Record<string, (request: Uint8Array) => Uint8Array>>;

// https://github.com/grpc/grpc/blob/master/doc/statuscodes.md
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

/** Before each message stand a byte that says whether it is compressed, and its length in four (gRPC's PROTOCOL-HTTP2.md). */
const PREFIX = 5;

/** How much a client may send before it waits for leave: a stack of thousands of resources comes as one message. */
const WINDOW = 16 * 1024 * 1024;

/**
 * Serves methods that answer one message with one, without TLS, to this machine, and hands over the port; what it returns ends it. This is all that the CLI
 * asks of a pack; @grpc/grpc-js does much more, for a tenth of a second at the start of every preview and as much again for the
 * calls of ninety resources (docs/architecture.md).
 */
export function listen(service: string, methods: Methods, ready: (port: number) => void): () => void {
  const server = createServer({ settings: { initialWindowSize: WINDOW } });
  server.on("session", (session) => session.setLocalWindowSize(WINDOW));
  server.on("stream", (stream, headers) => {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      answer(stream, methodOf(service, methods, headers), Buffer.concat(parts));
    });
    // A client that has gone wants no answer.
    stream.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1", () => {
    ready((server.address() as AddressInfo).port);
  });
  return () => server.close();
}

function methodOf(service: string, methods: Methods, headers: IncomingHttpHeaders & { ":path"?: string }) {
  const [, named, method = ""] = (headers[":path"] ?? "").split("/");
  return named === service && Object.hasOwn(methods, method) ? methods[method] : undefined;
}

function answer(stream: ServerHttp2Stream, method: Methods[string] | undefined, request: Buffer): void {
  if (stream.destroyed) return;
  if (!method) return refuse(stream, UNIMPLEMENTED, "this pack has no such method");
  let message: Uint8Array;
  try {
    message = method(messageIn(request));
  } catch (error) {
    return refuse(stream, INTERNAL, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => {
    stream.sendTrailers({ "grpc-status": "0" });
  });
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
}

/** An answer without a message has its status among its headers. */
function refuse(stream: ServerHttp2Stream, status: number, message: string): void {
  stream.respond(
    {
      ":status": 200,
      "content-type": "application/grpc+proto",
      "grpc-status": String(status),
      "grpc-message": percentEncoded(message),
    },
    { endStream: true },
  );
}

/** What is not printable ASCII, and the percent sign; by way of bytes, since a lone surrogate cannot be encoded. */
function percentEncoded(message: string): string {
  return Buffer.from(message)
    .toString()
    .replace(/[^ -$&-~]+/g, encodeURIComponent);
}

function messageIn(request: Buffer): Uint8Array {
  const compressed = request[0];
  if (compressed !== 0 || request.length < PREFIX || request.readUInt32BE(1) !== request.length - PREFIX)
    throw new Error(`a request of ${request.length} bytes that is compressed or not one whole message`);
  return request.subarray(PREFIX);
}
