/** The kinds, by group, that every Istio since 1.15 has, of all that proxies are made from. */
export const istioKinds: Readonly<Record<string, readonly string[]>> = {
  "networking.istio.io": [
    "destinationrules",
    "envoyfilters",
    "gateways",
    "proxyconfigs",
    "serviceentries",
    "sidecars",
    "virtualservices",
    "workloadentries",
    "workloadgroups",
  ],
  "security.istio.io": ["authorizationpolicies", "peerauthentications", "requestauthentications"],
  "telemetry.istio.io": ["telemetries"],
  "extensions.istio.io": ["wasmplugins"],
};

/** The same as kubectl takes them, and as their definitions are named: `virtualservices.networking.istio.io`. */
export const istioResources: readonly string[] = Object.entries(istioKinds).flatMap(([group, kinds]) =>
  kinds.map((kind) => `${kind}.${group}`),
);
