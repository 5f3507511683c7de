import { count, type Check, type Finding, type Result } from "../finding";

/** One message of `istioctl analyze -o json`. */
export interface Message {
  code: string;
  level: string;
  message: string;
  /** "VirtualService shop/carts", or "Namespace shop". */
  origin?: string;
  documentationUrl?: string;
}

/** What istioctl's own analysis says of the stack's namespaces. */
export const analysis: Check = {
  name: "istioctl analyze",
  run: async ({ cluster, outputs: { meshNamespace, meshNamespaces, ingressGateway } }) => {
    const namespaces = [
      ...new Set([meshNamespace, ...meshNamespaces, ...(ingressGateway ? [ingressGateway.namespace] : [])]),
    ];
    // One run for all: what takes its time is reading the cluster, which each run does anew.
    const said = await cluster.istioctl("analyze", "-A", "-i", meshNamespace, "-o", "json");
    return judgeAnalysis((JSON.parse(said) as Message[] | null) ?? [], namespaces);
  },
};

export function judgeAnalysis(messages: Message[], namespaces: string[]): Result {
  const ours = messages.filter(({ origin }) => concerns(origin, namespaces));
  const findings = ours.filter(({ level }) => level !== "Info").map(finding);
  const hints = ours.length - findings.length;
  const summary = `${count(findings.length, "message")} on ${namespaces.join(", ")}`;
  return { summary: hints > 0 ? `${summary} (and ${count(hints, "hint")}: istioctl analyze -A)` : summary, findings };
}

/** Whether a message is about these namespaces, or about something that all of them share. */
function concerns(origin: string | undefined, namespaces: string[]): boolean {
  const { kind, namespace, name } = parse(origin);
  const about = kind === "Namespace" ? name : namespace;
  return about === undefined || namespaces.includes(about);
}

function parse(origin = ""): { kind: string; namespace?: string; name: string } {
  const [kind = "", path = ""] = origin.split(" ");
  const [namespace, name] = path.split("/");
  return name === undefined ? { kind, name: path } : { kind, namespace, name };
}

function finding({ code, level, message, origin, documentationUrl }: Message): Finding {
  const { kind, namespace, name } = parse(origin);
  // Another Gateway, that of the Gateway API, may have the short name.
  const resource = kind === "Gateway" ? "gateways.networking.istio.io" : kind.toLowerCase();
  return {
    severity: level === "Error" ? "error" : "warning",
    object: origin ?? "The mesh",
    found: `${code} ${message.replace(/\s+/g, " ").trim()}`,
    expected: `no such message: ${documentationUrl?.replace(/\?.*$/, "") ?? "see istioctl"}`,
    next: [
      origin ? `kubectl get ${resource}${namespace ? ` -n ${namespace}` : ""} ${name} -o yaml` : "istioctl analyze -A",
    ],
  };
}
