import assert from "node:assert/strict";
import type { ServiceError } from "@grpc/grpc-js";
import { Client, credentials, status } from "@grpc/grpc-js";
import { listen } from "../../policies/pulumi/grpc";

const MESSAGE = 64 * 1024 * 1024;

describe("the pack's server, asked by gRPC's own client", () => {
  let stop: () => void;
  let client: Client;

  before((done) => {
    const methods = {
      Echo: (request: Uint8Array) => request,
      Fail: () => {
        throw new Error('rule "explicit-hosts": 100 % wrong\nin two lines: ä');
      },
    };
    stop = listen("test.Service", methods, (port) => {
      const unlimited = { "grpc.max_send_message_length": -1, "grpc.max_receive_message_length": -1 };
      client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), unlimited);
      done();
    });
  });
  after(() => {
    client.close();
    stop();
  });

  const call = (path: string, message = Buffer.alloc(0)) =>
    new Promise<Buffer>((resolve, reject) => {
      const same = (bytes: Buffer) => Buffer.from(bytes);
      const done = (error: ServiceError | null, answer = Buffer.alloc(0)) => (error ? reject(error) : resolve(answer));
      client.makeUnaryRequest(path, same, same, message, done);
    });

  it("answers messages of every length, empty ones and whole stacks", async () => {
    for (const length of [0, 1, 16_384, MESSAGE]) {
      const message = Buffer.alloc(length, "ab");
      assert.ok((await call("/test.Service/Echo", message)).equals(message), `${length} bytes`);
    }
  });

  it("answers calls at the same time, each its own", async () => {
    const messages = Array.from({ length: 500 }, (_, index) => Buffer.from(`message ${index}`));
    assert.deepEqual(await Promise.all(messages.map((message) => call("/test.Service/Echo", message))), messages);
  });

  it("says which method is missing, with the status by which the CLI knows it", async () => {
    for (const path of ["/test.Service/Handshake", "/other.Service/Echo", "/test.Service/toString", "/"]) {
      await assert.rejects(call(path), { code: status.UNIMPLEMENTED, details: "this pack has no such method" }, path);
    }
  });

  it("hands an error on in its own words, and goes on answering", async () => {
    await assert.rejects(call("/test.Service/Fail"), (error: ServiceError) => {
      assert.equal(error.code, status.INTERNAL);
      assert.match(error.details, /rule "explicit-hosts": 100 % wrong\nin two lines: ä/);
      return true;
    });
    assert.deepEqual(await call("/test.Service/Echo", Buffer.from("on")), Buffer.from("on"));
  });
});
