import type { MeshIngress } from "../../components/mesh/mesh";
import type { MeshSettings } from "../../config";
import { hasOwnBackend, stack } from "../environment";
import { pulumiOutput } from "../pulumi";
import { readState } from "../state";
import type { Result } from "./finding";
import { make } from "./steps";

/** Where the gateway is, and which pods are its own. */
export type Ingress = Pick<MeshIngress, "namespace" | "service" | "selector">;

/** What index.ts exports and the checks need. */
export interface Outputs {
  meshNamespace: string;
  /** Absent in a stack of before there were several. */
  meshKind?: MeshSettings["kind"];
  /** A version of Istio, or the folder of its charts; absent where the mesh is not made of those of today. */
  meshVersion?: string;
  meshReleases: string[];
  meshNamespaces: string[];
  ingressGateway?: Ingress;
}

/** What the stack has installed by its own word; a finding where it has installed nothing or cannot be asked. */
export function installed(): { outputs: Outputs } | { failure: Result } {
  // A state folder of ours without this stack needs no CLI to be asked, which a fresh clone does not have yet.
  if (!hasOwnBackend() && !readState()) return { failure: nothing };
  try {
    const outputs = JSON.parse(ask()) as Partial<Outputs>;
    return isComplete(outputs) ? { outputs } : { failure: nothing };
  } catch (error) {
    const complaint = (error as Error).message.trim();
    return { failure: /no stack named/.test(complaint) ? nothing : unknown(complaint) };
  }
}

const ask = () => pulumiOutput(["stack", "output", "--json", "--stack", stack]);

const isComplete = (outputs: Partial<Outputs>): outputs is Outputs => outputs.meshNamespace !== undefined;

/** What is said where the stack has installed nothing. */
export const nothingInstalled = "not installed";

const nothing: Result = {
  summary: nothingInstalled,
  findings: [
    {
      severity: "error",
      object: `Stack ${stack}`,
      found: "nothing is installed by this stack, or its first `make up` did not end",
      expected: "outputs of a finished `make up`",
      next: [make("up")],
    },
  ],
};

const unknown = (found: string): Result => ({
  summary: "not known",
  findings: [
    {
      severity: "error",
      object: `Stack ${stack}`,
      found,
      expected: "the stack's outputs",
      next: [/ENOENT/.test(found) ? make("tools TOOL=pulumi") : `pulumi stack output --json --stack ${stack}`],
    },
  ],
});
