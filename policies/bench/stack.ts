import type { PulumiResource } from "../pulumi/resource";

/**
 * A stack of that many resources, a quarter each of Services, Deployments, VirtualServices and DestinationRules, in namespaces of
 * fifty services: as large shops have it, and without a mistake.
 */
export function stackOf(resources: number): PulumiResource[] {
  return Array.from({ length: resources / 4 }, (_, index) =>
    service(`app-${index}`, `team-${Math.floor(index / 50)}`),
  ).flat();
}

function service(name: string, namespace: string): PulumiResource[] {
  const host = `${name}.${namespace}.svc.cluster.local`;
  const labels = { app: name, version: "v1" };
  return [
    resource("core/v1:Service", name, namespace, {
      selector: { app: name },
      ports: [{ name: "http", port: 80, targetPort: 8080 }],
    }),
    resource("apps/v1:Deployment", name, namespace, {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: "app", image: `registry.example.com/${name}:1.0`, ports: [{ containerPort: 8080 }] }],
        },
      },
    }),
    resource("networking.istio.io/v1:DestinationRule", name, namespace, {
      host,
      trafficPolicy: {
        tls: { mode: "ISTIO_MUTUAL" },
        outlierDetection: { consecutive5xxErrors: 5, interval: "10s", baseEjectionTime: "30s" },
      },
      subsets: [{ name: "v1", labels: { version: "v1" } }],
    }),
    resource("networking.istio.io/v1:VirtualService", name, namespace, {
      hosts: [host],
      http: [
        {
          timeout: "15s",
          retries: { attempts: 2, perTryTimeout: "5s", retryOn: "connect-failure" },
          route: [{ destination: { host, subset: "v1", port: { number: 80 } } }],
        },
      ],
    }),
  ];
}

function resource(token: string, name: string, namespace: string, spec: object): PulumiResource {
  const [version = "", kind = ""] = token.split(":");
  const type = `kubernetes:${token}`;
  const apiVersion = version.replace(/^core\//, "");
  const props = { apiVersion, kind, metadata: { name, namespace }, spec };
  return { type, name, urn: `urn:pulumi:bench::bench::${type}::${namespace}/${name}`, props };
}
