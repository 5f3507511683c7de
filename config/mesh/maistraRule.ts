import type { Finding, Rule } from "../rule";
import type { Settings } from "../schema";
import type { MaistraSettings } from "./maistra";
import { maistraSettings } from "./maistra";

/** A rule that says nothing unless the control plane is Maistra's. */
export const maistraRule = (
  reads: string[],
  findings: (settings: Settings, maistra: MaistraSettings) => Finding[],
): Rule => ({
  reads: ["mesh.kind", ...reads],
  findings: (settings) => (settings.mesh.kind === "maistra" ? findings(settings, maistraSettings(settings.mesh)) : []),
});
