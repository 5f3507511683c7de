import { codesOf, docsOf } from "../finding";
import type { Judgement } from "../judge";
import { joinApiVersion } from "../model/object";
import type { Reading } from "./documents";
import { stepsOf } from "./documents";

/** A finding as the command prints it, in any format. */
export interface Line {
  rule: string;
  codes: readonly string[];
  level: "mandatory" | "advisory";
  apiVersion: string;
  kind: string;
  /** Null: the object names none. */
  namespace: string | null;
  name: string;
  path: string;
  found: string;
  message: string;
  docs: string;
  file: string;
  line: number;
  /** The reason by which an annotation of the object silences the finding. */
  silenced?: string;
}

/** What the command found in all that it read. */
export interface Report {
  lines: Line[];
  judgements: Judgement[];
  objects: number;
  rules: { name: string; description: string; why: string; level: string }[];
}

export function lineOf(judgement: Judgement, { sources }: Reading): Line {
  const { rule, level, finding, silenced } = judgement;
  const { object, path, found, problem, allowed, fix } = finding;
  const source = sources.get(object);
  return {
    rule: rule.name,
    codes: codesOf(rule, finding),
    level,
    apiVersion: joinApiVersion(object),
    kind: object.kind,
    namespace: object.namespace ?? null,
    name: object.name,
    path,
    found,
    message: `found ${found}, ${problem}; allowed: ${allowed}; fix: ${fix}`,
    docs: docsOf(rule),
    file: source?.file ?? "-",
    line: source?.lineOf(stepsOf(path)) ?? 1,
    ...(silenced === undefined ? {} : { silenced }),
  };
}
