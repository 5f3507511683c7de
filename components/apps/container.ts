import type { types } from "@pulumi/kubernetes";

type Container = types.input.core.v1.Container;
type Probe = types.input.core.v1.Probe;

/** A port that a container listens on. */
export interface AppPort {
  /** Begins with the protocol, which Istio goes by: http, mongo, mysql, redis, tcp-… */
  name: string;
  number: number;
  /** Port of the Service; default: the same number. "none" keeps the port inside the pod. */
  servicePort?: number | "none";
}

/** One container of a workload, hardened unless it says otherwise. */
export interface AppContainer {
  image: string;
  ports: readonly AppPort[];
  command?: string[];
  args?: string[];
  env?: Record<string, string>;
  /** User and group it runs as, never 0. */
  user: { id: number; group: number };
  /** Folders it writes to. They start empty and end with the pod; all else is read-only. */
  writable?: readonly string[];
  /** HTTP path that answers 200 when it can serve; default: its first port takes connections. */
  healthPath?: string;
  /** What it is sure to get, and the memory it may never exceed, in Kubernetes quantities. */
  resources: { cpu: string; memory: string; memoryLimit: string };
}

/** Seconds between two looks at a starting container, and how many it gets: a JVM on a busy node takes minutes. */
const startup = { periodSeconds: 2, failureThreshold: 150 };

/** A port below this needs a privilege to be bound. */
const firstUnprivilegedPort = 1024;

/** Whether any of the ports is one that only privileged processes may bind by default. */
export const bindsPrivilegedPort = (ports: readonly AppPort[]) =>
  ports.some(({ number }) => number < firstUnprivilegedPort);

/** What a container's place asks of it. */
export interface Place {
  /** Whether the platform gives pods their user and group IDs. */
  assignsUserIds: boolean;
  /** Whether the mesh lets startup probes through to the container. */
  startupProbes: boolean;
}

/** The Kubernetes form of a container. */
export function containerSpec(
  name: string,
  container: AppContainer,
  { assignsUserIds, startupProbes }: Place,
): Container {
  const { ports, resources, user } = container;
  return {
    name,
    image: container.image,
    command: container.command,
    args: container.args,
    env: Object.entries(container.env ?? {}).map(([key, value]) => ({ name: key, value })),
    ports: ports.map(({ name: portName, number }) => ({ name: portName, containerPort: number })),
    ...probes(container, startupProbes),
    resources: {
      requests: { cpu: resources.cpu, memory: resources.memory },
      // No CPU limit: throttling a JVM while it starts costs minutes, and requests already share the CPU fairly.
      limits: { memory: resources.memoryLimit },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      ...(assignsUserIds ? {} : { runAsUser: user.id, runAsGroup: user.group }),
      // Some images mark their binary with this capability, and it does not start where the capability is missing.
      capabilities: { drop: ["ALL"], ...(bindsPrivilegedPort(ports) ? { add: ["NET_BIND_SERVICE"] } : {}) },
      seccompProfile: { type: "RuntimeDefault" },
    },
    volumeMounts: (container.writable ?? []).map((mountPath, index) => ({
      name: volumeName(name, mountPath, index),
      mountPath,
    })),
  };
}

/** The volumes behind a container's writable folders. */
export function containerVolumes(name: string, { writable = [] }: AppContainer): types.input.core.v1.Volume[] {
  return writable.map((path, index) => ({ name: volumeName(name, path, index), emptyDir: {} }));
}

/** What Kubernetes takes as the name of a volume. */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Says which folder it is for; where that is too long a name or has other letters, only which one of the container's. */
function volumeName(container: string, path: string, index: number): string {
  const name = `${container}${path.replaceAll("/", "-")}`;
  return label.test(name) ? name : `${container}-${index}`;
}

function probes(
  { ports, healthPath }: AppContainer,
  startupProbes: boolean,
): Pick<Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  const port = ports[0]?.name;
  if (!port) {
    return {};
  }
  const check: Probe = healthPath ? { httpGet: { path: healthPath, port } } : { tcpSocket: { port } };
  const readinessProbe = { ...check, periodSeconds: 5, timeoutSeconds: 3 };
  const livenessProbe = { ...check, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 };
  // Otherwise the container gets its whole time before anybody asks whether it lives.
  return startupProbes
    ? { startupProbe: { ...check, ...startup }, readinessProbe, livenessProbe }
    : {
        readinessProbe,
        livenessProbe: { ...livenessProbe, initialDelaySeconds: startup.periodSeconds * startup.failureThreshold },
      };
}
