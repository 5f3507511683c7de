import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions } from "@pulumi/pulumi";

/** The ConfigMaps in which istio-init of 1.1 to 1.5 brings its definitions; a release has some of them. */
const maps = ["10", "11", "12", "14", "all", "mixer", "certmanager-10", "certmanager-11"].map(
  (part) => `istio-crd-${part}`,
);

const folder = "/etc/istio/crds";

export interface LegacyCrdsArgs {
  namespace: string;
  /** The merged values of istio-init: its Jobs use the same image. */
  values: Record<string, unknown>;
}

/**
 * Ends when the API server has established every custom resource definition that istio-init applied. The chart's own
 * Jobs end when they are created, and Helm refuses the chart istio as a whole while one of its kinds is unknown. Reads
 * the definitions from the chart's ConfigMaps, with its account and its image: which there are differs by release.
 */
export function legacyCrds(
  name: string,
  { namespace, values }: LegacyCrdsArgs,
  opts: CustomResourceOptions,
): k8s.batch.v1.Job {
  const { hub, tag, imagePullPolicy } = values.global as { hub: string; tag: string; imagePullPolicy?: string };
  return new k8s.batch.v1.Job(
    name,
    {
      metadata: { namespace },
      spec: {
        template: {
          metadata: { annotations: { "sidecar.istio.io/inject": "false" } },
          spec: {
            serviceAccountName: "istio-init-service-account",
            restartPolicy: "OnFailure",
            containers: [
              {
                name: "kubectl",
                image: `${hub}/kubectl:${tag}`,
                imagePullPolicy: imagePullPolicy ?? "IfNotPresent",
                command: ["kubectl", "wait", "--for=condition=Established", "--timeout=120s", "-f", folder],
                resources: { requests: { cpu: "10m", memory: "50Mi" }, limits: { memory: "200Mi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                  runAsUser: 1337,
                  capabilities: { drop: ["ALL"] },
                },
                volumeMounts: [{ name: "crds", mountPath: folder, readOnly: true }],
              },
            ],
            volumes: [
              {
                name: "crds",
                projected: { sources: maps.map((map) => ({ configMap: { name: map, optional: true } })) },
              },
            ],
          },
        },
      },
    },
    opts,
  );
}
