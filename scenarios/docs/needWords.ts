import type { Need } from "../scenario";
import { outsideNamespace } from "../needs";

/** What each need brings, in words. */
export const needWords: Record<Need, string> = {
  loadGenerator: "fortio in Sock Shop's namespace, with a sidecar: it makes the calls from within the mesh",
  outsider:
    `a server and a client outside of the mesh: Deployment and Service \`partner\` in the namespace ` +
    `\`${outsideNamespace}\`, without sidecars; the mesh knows the server no better than one on the internet`,
  frontEndV2:
    "a second version of the front-end, Deployment `front-end-v2`, with the subsets `v1` and `v2`; no call goes to v2 " +
    "unless a rule says so",
  faultyCarts:
    "a second version of carts, Deployment `carts-faulty`, with the subsets `v1` and `faulty`: it hangs for a minute, " +
    "or does what the URL asks for (`?status=503`, `?delay=50ms`); no call goes there unless a rule says so",
  bookinfo: "Bookinfo in a namespace of its own, at `bookinfo.example.com` on the ingress gateway",
  egressGateway: "an egress gateway, Helm release `istio-egressgateway`",
};
