import { balancersOf } from "./directExposures";
import { ingressesOf, openshiftRoutesOf } from "./edgeExposures";
import type { Exposure } from "./exposure";
import { GATEWAY_API } from "./gatewayApi";
import { httpRoutesOf } from "./httpRouteExposures";
import type { MeshObject } from "./object";
import { kialisOf, releasesOf } from "./releaseExposures";
import { virtualServicesOf } from "./virtualServiceExposures";
import type { Mesh } from "../mesh";

type Ways = (object: MeshObject, mesh: Mesh) => Iterable<Exposure>;

const WAYS = new Map<string, Ways>([
  ["networking.istio.io/VirtualService", virtualServicesOf],
  [`${GATEWAY_API}/HTTPRoute`, httpRoutesOf],
  ["route.openshift.io/Route", openshiftRoutesOf],
  ["networking.k8s.io/Ingress", ingressesOf],
  ["core/Service", balancersOf],
  ["helm.sh/Release", releasesOf],
  ["kiali.io/Kiali", kialisOf],
]);

/** The kinds that open Services to the outside, or configure what does. */
export const EXPOSING_KINDS: readonly string[] = [...WAYS.keys()];

/** What an object opens to the outside. */
export function exposuresBy(object: MeshObject, mesh: Mesh): Iterable<Exposure> {
  return WAYS.get(object.key)?.(object, mesh) ?? [];
}
