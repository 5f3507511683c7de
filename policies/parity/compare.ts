import { codesOf } from "../finding";
import { isJudgement, judge } from "../judge";
import { Mesh, MeshObject } from "../mesh";
import type { Rule } from "../rule";
import { configOf } from "../rule";
import type { Message } from "./analyzer";
import { isMade } from "./deployed";
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
export function compare(
  all: readonly Rule[],
  { name, about, manifests }: Corpus,
  messages: readonly Message[],
): Verdict[] {
  const rules = about ? all.filter((rule) => about.includes(rule.name)) : all;
  const claimed = new Set(rules.flatMap(({ codes }) => codes.filter((code) => code.startsWith("IST"))));
  const theirs = new Set(
    messages
      .filter(({ code, origin }) => claimed.has(code) && !isMade(origin))
      .map(({ code, origin }) => `${code} ${origin}`),
  );
  const ours = new Set(packFindings(rules, manifests).filter((key) => !isMade(key)));
  return [...new Set([...theirs, ...ours])].map((key) => {
    const [code = "", ...object] = key.split(" ");
    const by = !theirs.has(key) ? "pack" : ours.has(key) ? "both" : "istioctl";
    return { corpus: name, code, object: object.join(" "), by };
  });
}

/** `IST0101 VirtualService shop/carts` for every finding with that code. */
export function packFindings(rules: readonly Rule[], manifests: readonly Manifest[]): string[] {
  const objects = manifests.map(objectOf);
  const enforced = rules.map((rule) => ({ rule, level: "mandatory" as const, config: configOf(rule, {}) }));
  return [...judge(objects, new Mesh(objects), enforced)].filter(isJudgement).flatMap(({ rule, finding }) =>
    codesOf(rule, finding)
      .filter((code) => code.startsWith("IST"))
      .map((code) => `${code} ${finding.object.title}`),
  );
}

export function objectOf(manifest: Manifest): MeshObject {
  const { apiVersion, kind, metadata } = manifest;
  const [group = "", version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  const { name, namespace } = metadata;
  return new MeshObject({ group, version: version ?? "", kind, name, namespace }, manifest);
}
