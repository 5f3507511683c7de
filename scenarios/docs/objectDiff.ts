import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { stringify } from "yaml";
import type { IstioObject } from "./trafficObjects";

/** What became of an object. */
export interface ObjectChange {
  kind: string;
  name: string;
  how: "new" | "changed" | "gone";
  /** The objects' YAML as a unified diff, whole. */
  patch: string;
}

/** More lines than any object has: a diff then shows all of it. */
const wholeObject = 1000;

/** The objects in which two states differ, in the order of the later one; those that are gone come last. */
export function objectChanges(before: readonly IstioObject[], after: readonly IstioObject[]): ObjectChange[] {
  const earlier = new Map(before.map((one) => [titleOf(one), one]));
  const later = new Map(after.map((one) => [titleOf(one), one]));
  return [...new Set([...later.keys(), ...earlier.keys()])].flatMap(
    (title) => change(title, earlier.get(title), later.get(title)) ?? [],
  );
}

function change(title: string, before?: IstioObject, after?: IstioObject): ObjectChange | undefined {
  const { kind, metadata } = (after ?? before)!;
  const [old, now] = [yaml(before), yaml(after)];
  if (old === now) return undefined;
  const file = (one?: IstioObject) => (one ? title : "/dev/null");
  const options = { context: wholeObject, headerOptions: FILE_HEADERS_ONLY };
  return {
    kind,
    name: metadata.name,
    how: !before ? "new" : after ? "changed" : "gone",
    patch: createTwoFilesPatch(file(before), file(after), old, now, undefined, undefined, options).trimEnd(),
  };
}

const titleOf = ({ kind, metadata }: IstioObject): string => `${kind} ${metadata.namespace}/${metadata.name}`;

const yaml = (one?: IstioObject): string => (one ? stringify(one, { lineWidth: 0, aliasDuplicateObjects: false }) : "");
