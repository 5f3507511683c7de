import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { Level } from "../rule";

/** Our levels in the CLI's protocol. */
export const LEVELS = {
  advisory: proto.EnforcementLevel.ADVISORY,
  mandatory: proto.EnforcementLevel.MANDATORY,
  remediate: proto.EnforcementLevel.REMEDIATE,
  disabled: proto.EnforcementLevel.DISABLED,
} satisfies Record<Level, proto.EnforcementLevel>;

/** The level that the CLI names; undefined for one that it has and we do not know. */
export function levelOf(given: proto.EnforcementLevel): Level | undefined {
  return (Object.keys(LEVELS) as Level[]).find((level) => LEVELS[level] === given);
}
