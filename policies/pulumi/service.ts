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
import type { RuleLevel } from "../options";
import { active, enforce } from "../options";
import { optionsOf } from "./configuration";
import { listen } from "./grpc";

const EMPTY = new Mesh([]);

/** What a pack answers to the CLI: the Analyzer service of sdk/proto/pulumi/analyzer.proto. */
export class Analyzer {
  readonly #pack: PackInfo;
  readonly #given: readonly RuleLevel[];
  #ofObjects: readonly Enforced[] = [];
  #ofStacks: readonly Enforced[] = [];
  #mending: readonly Enforced[] = [];

  constructor(pack: PackInfo) {
    this.#pack = pack;
    this.#given = enforce(pack.rules, pack.options);
    this.#use(this.#given);
  }

  #use(rules: readonly RuleLevel[]): void {
    const enforced = active(rules);
    this.#ofObjects = enforced.filter(({ rule }) => rule.scope === "object");
    this.#ofStacks = enforced.filter(({ rule }) => rule.scope === "stack");
    this.#mending = enforced.filter(({ rule, level }) => level === "remediate" && "mend" in rule);
  }

  info(): proto.AnalyzerInfo {
    return infoOf(this.#pack, this.#given);
  }

  configure(request: proto.ConfigureAnalyzerRequest): void {
    this.#use(enforce(this.#pack.rules, optionsOf(request, this.#pack.rules)));
  }

  /** The CLI asks for every resource, although mostly no rule mends: then the request is not even read. */
  remediate(request: () => proto.AnalyzeRequest): proto.RemediateResponse {
    return this.#mending.length > 0 ? remediated(this.#pack, request(), this.#mending) : new proto.RemediateResponse();
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
  const { AnalyzeRequest, AnalyzeStackRequest, ConfigureAnalyzerRequest } = proto;
  const methods = {
    GetAnalyzerInfo: () => analyzer.info().serializeBinary(),
    GetPluginInfo: () => new PluginInfo().setVersion(pack.version).serializeBinary(),
    ConfigureStack: () => new proto.AnalyzerStackConfigureResponse().serializeBinary(),
    Configure: (request: Uint8Array) => {
      analyzer.configure(ConfigureAnalyzerRequest.deserializeBinary(request));
      return new Empty().serializeBinary();
    },
    Remediate: (request: Uint8Array) =>
      analyzer.remediate(() => AnalyzeRequest.deserializeBinary(request)).serializeBinary(),
    Analyze: (request: Uint8Array) => analyzer.analyze(AnalyzeRequest.deserializeBinary(request)).serializeBinary(),
    AnalyzeStack: (request: Uint8Array) =>
      analyzer.analyzeStack(AnalyzeStackRequest.deserializeBinary(request)).serializeBinary(),
  };
  // The CLI reads the port here. As a string: Node colours numbers.
  listen("pulumirpc.Analyzer", methods, (port) => console.log(String(port)));
}

function resourceOf(request: proto.AnalyzeRequest | proto.AnalyzerResource) {
  return {
    type: request.getType(),
    name: request.getName(),
    urn: request.getUrn(),
    get props() {
      return decode(request.getProperties());
    },
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
