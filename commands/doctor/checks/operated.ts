import { stack } from "../../environment";
import { count, type Finding, type Result } from "../finding";
import { fullName, type Metadata } from "../objects";
import { lookAgain } from "../steps";

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** A control plane as an operator keeps it: a ServiceMeshControlPlane of Maistra's, or an Istio of Sail's. */
export interface OperatedPlane {
  metadata: Metadata;
  /** An Istio's own says in which namespace the control plane is. */
  spec?: { namespace?: string };
  status?: { conditions?: Condition[] | null };
}

/** Which object an operator makes a control plane of. */
export interface OperatedKind {
  kind: string;
  /** As kubectl asks for them. */
  resource: string;
  /** Whether it lies in the control plane's namespace; else it is the whole cluster's. */
  namespaced: boolean;
}

export const operatedKinds: Readonly<Record<"maistra" | "sail", OperatedKind>> = {
  maistra: {
    kind: "ServiceMeshControlPlane",
    resource: "servicemeshcontrolplanes.maistra.io",
    namespaced: true,
  },
  sail: { kind: "Istio", resource: "istios.sailoperator.io", namespaced: false },
};

/** Those for a control plane in that namespace: a cluster may have others' Istios, too. */
export const planesFor = (namespace: string, planes: OperatedPlane[]): OperatedPlane[] =>
  planes.filter(({ metadata, spec }) => (metadata.namespace ?? spec?.namespace) === namespace);

/** What an operator says of the control plane that it keeps: it must be Reconciled, and Ready. */
export function judgeOperated(planes: OperatedPlane[], { kind, resource, namespaced }: OperatedKind): Result {
  const where = ({ namespace, name }: Metadata) => [...(namespaced ? ["-n", namespace] : []), name].join(" ");
  if (planes.length === 0) return { summary: `no ${kind}`, findings: [none(kind)] };
  const findings = planes.flatMap(({ metadata, status }): Finding[] => {
    const conditions = status?.conditions ?? [];
    return ["Reconciled", "Ready"].flatMap((type): Finding[] => {
      const condition = conditions.find((one) => one.type === type);
      if (condition?.status === "True") return [];
      const why = [condition?.reason, condition?.message].filter((word) => word !== undefined && word !== "");
      return [
        {
          severity: "error",
          object: `${kind} ${namespaced ? fullName(metadata) : metadata.name}`,
          found: condition
            ? `${type} is ${condition.status}: ${why.join(", ") || "no reason given"}`
            : `no ${type} yet`,
          expected: `${type} is True`,
          causes: condition ? [] : ["its operator does not run: kubectl get csv -A"],
          next: [`kubectl get ${resource} ${where(metadata)} -o yaml`],
        },
      ];
    });
  });
  return { summary: `${count(planes.length, kind)}, ${findings.length === 0 ? "ready" : "not ready"}`, findings };
}

const none = (kind: string): Finding => ({
  severity: "error",
  object: `Stack ${stack}`,
  found: `there is no ${kind}`,
  expected: "the one that the stack made",
  next: [lookAgain()],
});
