import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { NotKnownYet } from "../model/field";
import type { Enforced } from "../judge";
import { IGNORE } from "../judge";
import type { Change } from "../rule";
import type { PackInfo } from "./info";
import { struct } from "./info";
import { objectsOf, plain } from "./resource";

/** The resource with what the rules at level `remediate` that mend write into it, one remediation a rule that changed something. */
export function remediated(
  pack: PackInfo,
  request: proto.AnalyzeRequest,
  mending: readonly Enforced[],
): proto.RemediateResponse {
  const response = new proto.RemediateResponse();
  const properties = request.getProperties();
  if (!properties) return response;
  const resource = { type: request.getType(), name: request.getName(), urn: request.getUrn() };
  // What the CLI sent, marks for secrets and unknown values and all: only what a rule writes is different.
  const written = properties.toJavaScript();
  for (const { rule, config } of mending) {
    const objects = objectsOf({ ...resource, props: plain(written) });
    const [object] = objects;
    if (!object || objects.length > 1 || object.annotations.has(IGNORE + rule.name)) continue;
    if (!rule.kinds.includes(object.key)) continue;
    const changes = safely(() => [...(rule.mend?.(object, config) ?? [])]);
    if (changes.length === 0) continue;
    for (const change of changes) write(written, change);
    response.addRemediations(
      new proto.Remediation()
        .setPolicyname(rule.name)
        .setPolicypackname(pack.name)
        .setPolicypackversion(pack.version)
        .setDescription(rule.description)
        .setProperties(struct(written)),
    );
  }
  return response;
}

/** A rule that meets a value which is not known yet mends nothing; it judges the object when the value is known. */
function safely(changes: () => Change[]): Change[] {
  try {
    return changes();
  } catch (error) {
    if (error instanceof NotKnownYet) return [];
    throw error;
  }
}

/** Writes a value at a path, making the objects on the way; where something else stands in the way, nothing is written. */
export function write(root: unknown, { path, value }: Change): void {
  let place = root;
  for (const step of path.slice(0, -1)) {
    if (!isContainer(place)) return;
    place[step] ??= {};
    place = place[step];
  }
  const last = path.at(-1);
  if (last !== undefined && isContainer(place)) place[last] = value;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}
