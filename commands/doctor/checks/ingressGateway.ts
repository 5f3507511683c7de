import { count, skipped, type Check, type Finding, type Result } from "../finding";
import type { Ingress } from "../installed";
import { fullName, selects, type Deployment, type EndpointSlice, type Pod, type Service } from "../objects";
import { podsOf, trouble } from "../pods";
import { restore } from "../steps";

/** The gateway's pods are ready and its Service leads to them. */
export const ingressGateway: Check = {
  name: "ingress gateway",
  run: async ({ cluster, outputs: { ingressGateway: ingress } }) => {
    if (!ingress) return skipped("this stack has none");
    const [pods, deployments, services, slices] = await Promise.all([
      cluster.list<Pod>("pods"),
      cluster.list<Deployment>("deployments", ingress.namespace),
      cluster.list<Service>("services"),
      cluster.list<EndpointSlice>("endpointslices.discovery.k8s.io", ingress.namespace),
    ]);
    return judgeIngressGateway({ ingress, pods, deployments, services, slices });
  },
};

export interface IngressObjects {
  ingress: Ingress;
  pods: Pod[];
  deployments: Deployment[];
  services: Service[];
  slices: EndpointSlice[];
}

export function judgeIngressGateway(objects: IngressObjects): Result {
  const { ingress, pods } = objects;
  const ours = podsOf(pods, ingress.namespace, ingress.selector);
  const ready = ours.filter((pod) => !trouble(pod)).length;
  const endpoints = readyEndpoints(objects);
  return {
    summary: `${count(ready, "pod")} ready, ${count(endpoints, "endpoint")} of ${ingress.namespace}/${ingress.service}`,
    findings: [
      ...(ours.length === 0 ? [noPods(objects)] : ours.flatMap(notReady)),
      ...service(objects, endpoints, ready),
    ],
  };
}

function readyEndpoints({ ingress, slices }: IngressObjects): number {
  const label = { "kubernetes.io/service-name": ingress.service };
  const ready = slices
    .filter(({ metadata }) => selects(label, metadata.labels))
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false);
  // A Service of two address families has a slice for each, with the same pods.
  return new Set(ready.map(({ targetRef, addresses }) => targetRef?.name ?? addresses.join())).size;
}

function noPods({ ingress, deployments }: IngressObjects): Finding {
  const { namespace, selector } = ingress;
  const labels = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join();
  const deployment = deployments.find(({ spec }) => selects(selector, spec.template.metadata.labels));
  const name = deployment?.metadata.name;
  const scaled = deployment?.spec.replicas === 0;
  return {
    severity: "error",
    object: name ? `Deployment ${namespace}/${name}` : `Pods ${namespace} ${labels}`,
    found: scaled ? "scaled to no pods" : "no pod",
    expected: "at least one running gateway",
    next: !name
      ? [restore(ingress.service, namespace)]
      : scaled
        ? [`kubectl scale deployment -n ${namespace} ${name} --replicas=1`]
        : [`kubectl describe deployment,replicaset -n ${namespace} -l ${labels}`],
  };
}

function notReady(pod: Pod): Finding[] {
  const { namespace, name } = pod.metadata;
  const found = trouble(pod);
  if (!found) return [];
  const next = [`kubectl describe pod -n ${namespace} ${name}`, `kubectl logs -n ${namespace} ${name} --tail=50`];
  return [{ severity: "error", object: `Pod ${fullName(pod.metadata)}`, found, expected: "running and ready", next }];
}

function service({ ingress, services }: IngressObjects, endpoints: number, ready: number): Finding[] {
  const { namespace, service: name } = ingress;
  const found = services.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  const object = `Service ${namespace}/${name}`;
  if (!found) {
    const next = [restore(name, namespace)];
    return [{ severity: "error", object, found: "it is not there", expected: "the gateway's Service", next }];
  }
  const findings: Finding[] = [];
  if (endpoints === 0 && ready > 0) {
    // Without a ready pod there can be none, and that is said already.
    const next = [`kubectl describe service -n ${namespace} ${name}`, `kubectl get pods -n ${namespace} --show-labels`];
    const expected = "one for each ready pod: its selector does not take them, or it was changed";
    findings.push({ severity: "error", object, found: "no ready endpoint", expected, next });
  }
  if (found.spec.type === "LoadBalancer" && !found.status?.loadBalancer?.ingress?.length) {
    findings.push({
      severity: "warning",
      object,
      found: "no address from a load balancer",
      expected: "one; where the cluster has no load balancer, mesh.gateway.serviceType: NodePort",
      next: [`kubectl describe service -n ${namespace} ${name}`],
    });
  }
  return findings;
}
