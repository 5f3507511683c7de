import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { PackInfo } from "./info";
import { infoOf } from "./info";
import { decode, objectsOf } from "./resource";
import type { Enforced, Judgement, Unjudged } from "../judge";
import { isJudgement, judge } from "../judge";
import { Mesh } from "../mesh";
import { remediated } from "./remediation";
import { render, titleOf } from "../finding";
import type { GuardOptions } from "../options";
import { active, enforce } from "../options";
import { optionsOf } from "./configuration";

const EMPTY = new Mesh([]);

/** What a pack answers to the CLI: the Analyzer service of sdk/proto/pulumi/analyzer.proto. */
export class Analyzer {
  readonly #pack: PackInfo;
  #enforced: readonly Enforced[] = [];
  #ofObjects: readonly Enforced[] = [];
  #ofStacks: readonly Enforced[] = [];

  constructor(pack: PackInfo) {
    this.#pack = pack;
    this.#enforce(pack.options);
  }

  #enforce(options: GuardOptions): void {
    this.#enforced = active(enforce(this.#pack.rules, options));
    this.#ofObjects = this.#enforced.filter(({ rule }) => rule.scope === "object");
    this.#ofStacks = this.#enforced.filter(({ rule }) => rule.scope === "stack");
  }

  configure(request: proto.ConfigureAnalyzerRequest): void {
    this.#enforce(optionsOf(request, this.#pack.rules));
  }

  remediate(request: proto.AnalyzeRequest): proto.RemediateResponse {
    return remediated(this.#pack, request, this.#enforced);
  }

  analyze(request: proto.AnalyzeRequest): proto.AnalyzeResponse {
    return response(this.#pack, judge(objectsOf(resourceOf(request)), EMPTY, this.#ofObjects));
  }

  analyzeStack(request: proto.AnalyzeStackRequest): proto.AnalyzeResponse {
    // In one order, whichever resource the engine was done with first.
    const resources = request.getResourcesList().map(resourceOf);
    const mesh = new Mesh(resources.sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0)).flatMap(objectsOf));
    return response(this.#pack, judge(mesh.objects, mesh, this.#ofStacks));
  }
}

/**
 * Serves a pack to the Pulumi CLI. @pulumi/policy would serve it too, but decodes every resource anew for every rule, and gives no
 * say in the order of findings (docs/architecture.md has the reasons).
 */
export function serve(pack: PackInfo): void {
  const analyzer = new Analyzer(pack);
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });

  server.addService(AnalyzerService, {
    getAnalyzerInfo: answer(() => infoOf(pack)),
    getPluginInfo: answer(() => new PluginInfo().setVersion(pack.version)),
    configure: answer((request: proto.ConfigureAnalyzerRequest) => {
      analyzer.configure(request);
      return new Empty();
    }),
    configureStack: answer(() => new proto.AnalyzerStackConfigureResponse()),
    remediate: answer((request: proto.AnalyzeRequest) => analyzer.remediate(request)),
    analyze: answer((request: proto.AnalyzeRequest) => analyzer.analyze(request)),
    analyzeStack: answer((request: proto.AnalyzeStackRequest) => analyzer.analyzeStack(request)),
  });

  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    // The CLI reads the port here. As a string: Node colours numbers.
    console.log(String(port));
  });
}

function resourceOf(request: proto.AnalyzeRequest | proto.AnalyzerResource) {
  return {
    type: request.getType(),
    name: request.getName(),
    urn: request.getUrn(),
    props: decode(request.getProperties()),
  };
}

function answer<Request, Answer>(make: (request: Request) => Answer): grpc.handleUnaryCall<Request, Answer> {
  return (call, done) => {
    try {
      done(null, make(call.request));
    } catch (error) {
      done(error instanceof Error ? new Error(error.stack ?? error.message) : new Error(String(error)));
    }
  };
}

function response(pack: PackInfo, judged: Iterable<Judgement | Unjudged>): proto.AnalyzeResponse {
  const diagnostics = [...judged].map((one) => {
    const { rule } = one;
    const { object } = isJudgement(one) ? one.finding : one;
    const level = isJudgement(one) && one.level === "mandatory" ? "MANDATORY" : "ADVISORY";
    const said = isJudgement(one) ? render(rule, one.finding, one.silenced) : later(one);
    const diagnostic = new proto.AnalyzeDiagnostic()
      .setPolicyname(rule.name)
      .setPolicypackname(pack.name)
      .setPolicypackversion(pack.version)
      .setDescription(rule.description)
      .setMessage(`${rule.description}\n${said}`)
      .setEnforcementlevel(proto.EnforcementLevel[level]);
    return object.source && "urn" in object.source ? diagnostic.setUrn(object.source.urn) : diagnostic;
  });
  return new proto.AnalyzeResponse().setDiagnosticsList(diagnostics);
}

function later({ object, path }: Unjudged): string {
  return [
    titleOf(object),
    `  at       ${path}`,
    "  found    a value that is not known before the update: it is judged then",
  ].join("\n");
}
