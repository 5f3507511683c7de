import { codesOf } from "../finding";
import { isJudgement, judge } from "../judge";
import { Mesh, MeshObject } from "../mesh";
import { splitApiVersion } from "../model/object";
import type { Rule } from "../rule";
import { configOf } from "../rule";
import type { Message } from "./analyzer";
import { isMade } from "./deployed";
import { NOT_ANALYZED } from "./differences";
import type { Corpus, Manifest } from "./mesh";

/** One finding on which both agree, or that only one of them has. */
export interface Verdict {
  corpus: string;
  code: string;
  /** `VirtualService shop/carts` */
  object: string;
  by: "both" | "istioctl" | "pack";
}

/** Both sides' findings of one mesh, by code and object: how often each finds it there is not compared, nor the words. */
export function compare(all: readonly Rule[], corpus: Corpus, messages: readonly Message[]): Verdict[] {
  const { name, about, manifests } = corpus;
  const rules = about ? all.filter((rule) => about.includes(rule.name)) : all;
  const claimed = new Set(rules.flatMap(({ codes }) => codes.filter(isCompared)));
  const theirs = new Set(
    messages
      .filter(({ code, origin }) => claimed.has(code) && !isMade(origin))
      .map(({ code, origin }) => `${code} ${origin}`),
  );
  const ours = new Set(packFindings(rules, manifests).filter((key) => !isMade(key)));
  // A code may be shared: IST0101 is any reference. What another rule finds in a case, the pack finds.
  const anyRules = rules === all ? ours : new Set(packFindings(all, manifests));
  return [...new Set([...theirs, ...ours])].map((key) => {
    const [code = "", ...object] = key.split(" ");
    const by = !theirs.has(key) ? "pack" : anyRules.has(key) ? "both" : "istioctl";
    return { corpus: name, code, object: object.join(" "), by };
  });
}

/** `IST0101 VirtualService shop/carts` for every finding with that code. */
export function packFindings(rules: readonly Rule[], manifests: readonly Manifest[]): string[] {
  const objects = manifests.map(objectOf);
  const enforced = rules.map((rule) => ({ rule, level: "mandatory" as const, config: configOf(rule, {}) }));
  return [...judge(objects, new Mesh(objects), enforced)].filter(isJudgement).flatMap(({ rule, finding }) =>
    codesOf(rule, finding)
      .filter(isCompared)
      .map((code) => `${code} ${finding.object.title}`),
  );
}

const isCompared = (code: string) => code.startsWith("IST") && !(code in NOT_ANALYZED);

export function objectOf(manifest: Manifest): MeshObject {
  const { apiVersion, kind, metadata } = manifest;
  const { name, namespace } = metadata;
  return new MeshObject({ ...splitApiVersion(apiVersion), kind, name, namespace }, manifest);
}
