import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PulumiResource } from "../../policies/resource";

export const PACK = join(__dirname, "../../policies");

/** The built pack in a process of its own, asked over gRPC as the Pulumi CLI asks it. */
export interface Pack {
  info(): Promise<proto.AnalyzerInfo.AsObject>;
  configure(config: Record<string, Record<string, unknown>>): Promise<void>;
  judge(resource: PulumiResource): Promise<proto.AnalyzeDiagnostic.AsObject[]>;
  stop(): void;
}

/** Starts `policies/bin/index.js`, which prints the port it listens on. */
export async function startPack(): Promise<Pack> {
  const server = spawn(process.execPath, ["bin/index.js"], { cwd: PACK, stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(server.stdout, "data")) as [Buffer];
  const client = new AnalyzerClient(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure());

  return {
    async info() {
      const answer = await promised<proto.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
      return answer.toObject();
    },
    async configure(config) {
      const request = new proto.ConfigureAnalyzerRequest();
      for (const [rule, settings] of Object.entries(config)) {
        const policy = new proto.PolicyConfig().setProperties(struct(settings));
        request.getPolicyconfigMap().set(rule, policy.setEnforcementlevel(proto.EnforcementLevel.MANDATORY));
      }
      await promised<Empty>((done) => client.configure(request, done));
    },
    async judge({ type, name, props }) {
      const request = new proto.AnalyzeRequest()
        .setType(type)
        .setName(name)
        .setUrn(`urn:pulumi:s::p::${type}::${name}`);
      const options = new proto.AnalyzerResourceOptions().setCustomtimeouts(
        new proto.AnalyzerResourceOptions.CustomTimeouts(),
      );
      request.setProperties(struct(props as object)).setOptions(options);
      const answer = await promised<proto.AnalyzeResponse>((done) => client.analyze(request, done));
      return answer.toObject().diagnosticsList;
    },
    stop() {
      client.close();
      server.kill();
    },
  };
}

function struct(value: object): Struct {
  return Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
}

function promised<T>(call: (done: (error: Error | null, answer: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => call((error, answer) => (error ? reject(error) : resolve(answer))));
}
