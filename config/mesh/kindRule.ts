import type { Finding, Rule } from "../rule";
import type { MeshSettings, Settings } from "../schema";
import { legacyIstioSettings } from "./legacyIstio";
import { maistraSettings } from "./maistra";
import { sailSettings } from "./sail";

/** Makes rules that say nothing unless the control plane is of that kind; each gets the kind's own group with its defaults. */
const ofKind =
  <Own>(kind: MeshSettings["kind"], ownOf: (mesh: MeshSettings) => Own) =>
  (reads: string[], findings: (settings: Settings, own: Own) => Finding[]): Rule => ({
    reads: ["mesh.kind", ...reads],
    findings: (settings) => (settings.mesh.kind === kind ? findings(settings, ownOf(settings.mesh)) : []),
  });

export const legacyIstioRule = ofKind("legacyIstio", legacyIstioSettings);
export const maistraRule = ofKind("maistra", maistraSettings);
export const sailRule = ofKind("sail", sailSettings);
