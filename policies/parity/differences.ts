import type { Verdict } from "./compare";

/** Codes that rules claim and that `istioctl analyze` gives for no file: there is nothing to compare. */
export const NOT_ANALYZED: Readonly<Record<string, string>> = {
  IST0126: "It reads the mesh's networks from a cluster or an option, and never from a ConfigMap among the files.",
  IST0136: "Its analyzer (maturity.AlphaAnalyzer) is not among those that istioctl runs.",
  IST0142: "Only istioctl x precheck gives it.",
  IST0148: "It reads the injector's ConfigMap of a running control plane.",
  IST0156: "Only istioctl x precheck gives it.",
  IST0172: "Only istioctl x precheck gives it.",
};

/** A kind of difference that is meant, and why. */
export interface Difference {
  codes: readonly string[];
  by: Exclude<Verdict["by"], "both">;
  /** The meshes that it is about, by their names. */
  in: RegExp;
  reason: string;
}

/** Where the pack and istioctl are meant to differ. They count as disagreement all the same. */
export const differences: readonly Difference[] = [
  {
    by: "pack",
    codes: ["IST0112"],
    in: /^destination-port\/several\.yaml/,
    reason: "Of several ServiceEntries for a host istioctl looks at the one that it meets first, another in each run.",
  },
  {
    by: "pack",
    codes: ["IST0002"],
    in: /^deprecated-fields\/kinds\.yaml/,
    reason: "A CRD of Istio's first releases; istioctl looks at the objects, which it no longer reads.",
  },
  {
    by: "pack",
    codes: ["IST0106"],
    in: /^istio-schema\/expressions\.yaml/,
    reason: "Only the CRD's own expression refuses it, in the API server.",
  },
  {
    by: "pack",
    codes: ["IST0133"],
    in: /^istio-warnings\/branches\.yaml/,
    reason: "istioctl stops at the first error of an object, and drops its warnings.",
  },
  {
    by: "istioctl",
    codes: ["IST0101", "IST0173", "IST0174"],
    in: /^((destination-rule-host|subset-selects-pods|credential-exists|source-namespace)\/(elsewhere|application|operators)\.yaml)/,
    reason: "To istioctl its files are the whole world; the pack judges only namespaces that the stack holds.",
  },
  {
    by: "istioctl",
    codes: ["IST0101"],
    in: /^((gateway-exists|selector-matches|subset-exists)\/(bad|good|names|gateways|release|exported|near)\.yaml)/,
    reason: "The gateway's pods are another stack's, or come from a Release, which istioctl does not see.",
  },
  {
    by: "istioctl",
    codes: ["IST0101"],
    in: /^(selector-matches\/machines\.yaml)/,
    reason: "istioctl counts Pods only; a Telemetry may select a WorkloadEntry or what a chart makes.",
  },
  {
    by: "istioctl",
    codes: ["IST0127"],
    in: /^(selector-matches\/held\.yaml|istio\/(authorizationpolicies|condition-analyzer)\.yaml)/,
    reason: "A policy for a whole namespace or mesh also waits for workloads to come, and is no mistake without one.",
  },
  {
    by: "istioctl",
    codes: ["IST0101"],
    in: /^(destination-exists\/exported\.yaml)/,
    reason: "A VirtualService in the host's own namespace sees it, whatever istioctl makes of its exportTo.",
  },
  {
    by: "istioctl",
    codes: ["IST0174"],
    in: /^(destination-rule-host\/names\.yaml)/,
    reason: "istioctl does not resolve wildcards that cover hosts of the mesh.",
  },
  {
    by: "istioctl",
    codes: ["IST0173"],
    in: /^(subset-selects-pods\/entries\.yaml|istio\/(destinationrule-subsets-not-select-pods|virtualservice_route_rule_no_effects_ingress)\.yaml)/,
    reason:
      "Endpoints of ServiceEntries and WorkloadEntries count, and hosts without any workload in the stack are not judged.",
  },
  {
    by: "istioctl",
    codes: ["IST0131"],
    in: /^(duplicate-match\/apart\.yaml)/,
    reason: "istioctl does not compare every condition, and takes different ones for the same.",
  },
  {
    by: "istioctl",
    codes: ["IST0130"],
    in: /^(unreachable-route\/delegates\.yaml)/,
    reason: "What a delegate does not match goes on to the next rule.",
  },
  {
    by: "pack",
    codes: ["IST0164"],
    in: /^(external-control-plane\/values\.yaml)/,
    reason: "The pack also reads the chart's values, which istioctl does not see.",
  },
  {
    by: "pack",
    codes: ["IST0162"],
    in: /^(gateway-port\/(bad|charts)\.yaml)/,
    reason: "The gateway comes from a Release, which istioctl does not see.",
  },
  {
    by: "istioctl",
    codes: ["IST0162"],
    in: /^(gateway-port\/without-service\.yaml)/,
    reason: "Pods on the host's network need no Service.",
  },
  {
    by: "istioctl",
    codes: ["IST0132"],
    in: /^(host-in-gateway\/(namespaces|several)\.yaml)/,
    reason: "istioctl compares text; Istio completes short names and reads namespaces before hosts.",
  },
  {
    by: "istioctl",
    codes: ["IST0146", "IST0147"],
    in: /^(image-auto\/|istio\/image-auto\.yaml)/,
    reason:
      "istioctl reports Pods and Deployments that the injector will complete; the pack asks the labels that decide, and not about namespaces outside of the stack.",
  },
  {
    by: "istioctl",
    codes: ["IST0140"],
    in: /^(ingress-route-rules\/hosts\.yaml)/,
    reason:
      "istioctl holds a VirtualService against itself, and equal short names of different namespaces against each other.",
  },
  {
    by: "istioctl",
    codes: ["IST0123"],
    in: /^(injection-labels\/pairs\.yaml)/,
    reason: "dataplane-mode: none beside a label for sidecars contradicts nothing.",
  },
  {
    by: "istioctl",
    codes: ["IST0175"],
    in: /^(jwks-uri-egress\/deployment\.yaml)/,
    reason: "The variable may come from a ConfigMap that the stack does not hold.",
  },
  {
    by: "pack",
    codes: ["IST0149"],
    in: /^(jwt-claim-routing\/(authentications|elsewhere)\.yaml)/,
    reason: "The pack also sees gateways that a Release makes, and claims written in brackets.",
  },
  {
    by: "pack",
    codes: ["IST0133"],
    in: /^(outlier-detection\/failover\.yaml)/,
    reason: "istioctl loses this warning below the top of a DestinationRule.",
  },
  {
    by: "istioctl",
    codes: ["IST0144"],
    in: /^(proxy-uid\/(left-alone|pods)\.yaml)/,
    reason: "Pods without a sidecar, and those whose containers all run as somebody else, may use 1337.",
  },
  {
    by: "istioctl",
    codes: ["IST0134"],
    in: /^(service-entry-addresses\/allocated\.yaml)/,
    reason: "The mesh's settings in the stack allocate addresses.",
  },
  {
    by: "istioctl",
    codes: ["IST0157"],
    in: /^(telemetry-provider\/mesh-config\.yaml)/,
    reason: "The pack reads the mesh's settings in the stack.",
  },
  {
    by: "pack",
    codes: ["IST0002"],
    in: /^(telemetry-provider\/mesh-config\.yaml)/,
    reason: "The pack reads the mesh's settings in the stack.",
  },
  {
    by: "istioctl",
    codes: ["IST0101"],
    in: /^(istio\/telemetry-default-selector\.yaml)/,
    reason: "The namespace has no workloads: there is nothing that the selector should have matched.",
  },
  {
    by: "istioctl",
    codes: ["IST0101"],
    in: /^(istio\/virtualservice_gateways\.yaml)/,
    reason: "The gateway's pods may be another stack's, where none in the stack is like them.",
  },
];

export function reasonOf({ code, by, corpus }: Verdict): string | undefined {
  return differences.find((one) => one.by === by && one.codes.includes(code) && one.in.test(corpus))?.reason;
}
