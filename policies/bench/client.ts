import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PulumiResource } from "../pulumi/resource";

export const PACK = join(__dirname, "..");

/** The built pack in a process of its own, asked over gRPC as the Pulumi CLI asks it. */
export interface Pack {
  info(): Promise<proto.AnalyzerInfo.AsObject>;
  /** Settings by rule; the key `enforcementLevel` sets the level, mandatory without it. */
  configure(config: Record<string, Record<string, unknown>>): Promise<void>;
  judge(resource: PulumiResource): Promise<proto.AnalyzeDiagnostic.AsObject[]>;
  judgeStack(resources: readonly PulumiResource[]): Promise<proto.AnalyzeDiagnostic.AsObject[]>;
  /** The properties of a resource as the rules at level `remediate` leave them; undefined if they change nothing. */
  remediate(resource: PulumiResource): Promise<unknown>;
  /** Seconds of CPU that the pack's process has used. */
  cpu(): number;
  stop(): void;
}

/** Starts a pack, `policies/bin/pack.js` unless another is named, which prints the port it listens on. */
export async function startPack(main = "bin/pack.js"): Promise<Pack> {
  const server = spawn(process.execPath, [main], { cwd: PACK, stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(server.stdout, "data")) as [Buffer];
  const client = new AnalyzerClient(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure(), {
    "grpc.max_send_message_length": -1,
    "grpc.max_receive_message_length": -1,
  });

  return {
    async info() {
      const answer = await promised<proto.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
      return answer.toObject();
    },
    async configure(config) {
      const request = new proto.ConfigureAnalyzerRequest();
      for (const [rule, { enforcementLevel = "mandatory", ...settings }] of Object.entries(config)) {
        const level = proto.EnforcementLevel[(enforcementLevel as string).toUpperCase() as "MANDATORY"];
        const policy = new proto.PolicyConfig().setProperties(struct(settings)).setEnforcementlevel(level);
        request.getPolicyconfigMap().set(rule, policy);
      }
      await promised<Empty>((done) => client.configure(request, done));
    },
    async judge(resource) {
      const answer = await promised<proto.AnalyzeResponse>((done) => client.analyze(analyzeRequest(resource), done));
      return answer.toObject().diagnosticsList;
    },
    async judgeStack(resources) {
      const request = new proto.AnalyzeStackRequest().setResourcesList(
        resources.map(({ type, name, urn = "", props }) =>
          new proto.AnalyzerResource()
            .setType(type)
            .setName(name)
            .setUrn(urn)
            .setProperties(struct(props as object)),
        ),
      );
      const answer = await promised<proto.AnalyzeResponse>((done) => client.analyzeStack(request, done));
      return answer.toObject().diagnosticsList;
    },
    async remediate(resource) {
      const answer = await promised<proto.RemediateResponse>((done) =>
        client.remediate(analyzeRequest(resource), done),
      );
      return answer.getRemediationsList().at(-1)?.getProperties()?.toJavaScript();
    },
    cpu() {
      // Its 14th and 15th fields are ticks of a hundredth of a second: man 5 proc_pid_stat.
      const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    stop() {
      client.close();
      server.kill();
    },
  };
}

function analyzeRequest({ type, name, urn = "", props }: PulumiResource): proto.AnalyzeRequest {
  return new proto.AnalyzeRequest()
    .setType(type)
    .setName(name)
    .setUrn(urn)
    .setProperties(struct(props as object));
}

function struct(value: object): Struct {
  return Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
}

function promised<T>(call: (done: (error: Error | null, answer: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => call((error, answer) => (error ? reject(error) : resolve(answer))));
}
