import type { Finding, Rule } from "../rule";
import type { Settings } from "../schema";
import type { SailSettings } from "./sail";
import { sailSettings } from "./sail";

/** A rule that says nothing unless the control plane is Sail's. */
export const sailRule = (reads: string[], findings: (settings: Settings, sail: SailSettings) => Finding[]): Rule => ({
  reads: ["mesh.kind", ...reads],
  findings: (settings) => (settings.mesh.kind === "sail" ? findings(settings, sailSettings(settings.mesh)) : []),
});
