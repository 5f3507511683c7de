import { parse } from "yaml";
import type { Found } from "./find";

/** Asks kubectl on the stack's cluster; throws where it complains. */
export type Ask = (...args: string[]) => string;

const openshiftLogin = "OpenShift's login";

interface Workload {
  spec?: {
    template?: {
      spec?: {
        serviceAccountName?: string;
        containers?: {
          env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
        }[];
      };
    };
  };
}

/** How to log in to a dashboard, in a few words or a command. No password is read, only where it is. */
export function login(found: Found, ask: Ask): string {
  if (found.tls) return openshiftLogin;
  switch (found.dashboard.title) {
    case "Grafana":
      return grafana(found, ask);
    case "Kiali":
      return kiali(found, ask);
    case "Jaeger":
    case "Prometheus":
      return "none";
  }
}

/** By its container's environment: the chart names the Secret with the password there, Istio's samples let everybody in. */
function grafana({ namespace, service }: Found, ask: Ask): string {
  const env = (workload(namespace, service, ask)?.containers ?? []).flatMap((container) => container.env ?? []);
  const of = (name: string) => env.find((one) => one.name === name);
  if (of("GF_AUTH_ANONYMOUS_ENABLED")?.value === "true") return "none";
  const user = of("GF_SECURITY_ADMIN_USER")?.valueFrom?.secretKeyRef;
  const password = of("GF_SECURITY_ADMIN_PASSWORD")?.valueFrom?.secretKeyRef;
  if (!password) return "user and password: as whoever installed it set them";
  const value = (key: string) => `{{index .data "${key}" | base64decode}}`;
  const shown = [...(user?.name === password.name ? [user.key] : []), password.key].map(value).join(" ");
  const what = user?.name === password.name ? "user and password" : "user admin, password";
  return `${what}: kubectl get secret -n ${namespace} ${password.name} -o go-template='${shown}{{"\\n"}}'`;
}

/** What Kiali's `auth.strategy` means for people; "login" is that of Istio 1.5's Kiali. */
const kialiLogins: Record<string, (found: Found, ask: Ask) => string> = {
  anonymous: () => "none",
  token: ({ namespace, service }, ask) => {
    const account = workload(namespace, service, ask)?.serviceAccountName ?? "kiali";
    return `token: kubectl create token -n ${namespace} ${account}`;
  },
  login: ({ namespace }) => `user and password: in Secret ${namespace}/kiali, keys username and passphrase`,
  openid: () => "that of your OpenID provider",
  openshift: () => openshiftLogin,
};

function kiali(found: Found, ask: Ask): string {
  const strategy = kialiStrategy(found, ask) ?? "";
  return kialiLogins[strategy]?.(found, ask) ?? "as whoever installed it set it";
}

function kialiStrategy({ namespace, service }: Found, ask: Ask): string | undefined {
  try {
    const map = JSON.parse(ask("get", "configmap", "-n", namespace, service, "-o", "json")) as {
      data?: Record<string, string>;
    };
    const config = parse(map.data?.["config.yaml"] ?? "") as { auth?: { strategy?: string } } | null;
    return config?.auth?.strategy;
  } catch {
    return undefined;
  }
}

/** The pods of the Deployment that has the Service's name. What cannot be asked is not known, and no reason to stop. */
function workload(namespace: string, name: string, ask: Ask) {
  try {
    const deployment = JSON.parse(ask("get", "deployment", "-n", namespace, name, "-o", "json")) as Workload;
    return deployment.spec?.template?.spec;
  } catch {
    return undefined;
  }
}
