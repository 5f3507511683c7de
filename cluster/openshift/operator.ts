import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { toolBinary } from "../../tools/paths";
import { flags, type Daemon } from "../daemon";
import { listens } from "../health";
import { ca, pki } from "../pki";
import { kubectl } from "../processes";
import { network } from "../layout";
import { issue } from "./certificates";
import { manifests, toolFile, type Manifest } from "./files";
import { daemons, inOpenshift, operatorNamespace, ports } from "./names";

/** The Service that the operator's webhooks are asked by (pkg/controller/servicemesh/webhooks/hacks.go, as the names below). */
const webhookService = "maistra-admission-controller";
const account = "istio-operator";
const tool = "maistra-operator";

const shipped = () => manifests(toolFile(tool, "deploy", "maistra-operator.yaml"));

/** In the shipped file the operator has a namespace of its own; from a catalog it comes into OLM's. */
const moved = <T>(object: T): T =>
  JSON.parse(
    JSON.stringify(object).replaceAll('"namespace":"istio-operator"', `"namespace":"${operatorNamespace}"`),
  ) as T;

/** The CRDs that the operator's bundle brings. */
export const operatorCrds = (): Manifest[] =>
  ["servicemeshcontrolplanes", "servicemeshmemberrolls", "servicemeshmembers"].flatMap((name) =>
    manifests(toolFile(tool, "manifests", `${name}.crd.yaml`)),
  );

/** The operator's rights, as shipped. */
export const operatorRights = (): Manifest[] =>
  shipped()
    .filter(({ kind }) => ["ClusterRole", "ClusterRoleBinding", "ServiceAccount"].includes(kind))
    .map(moved);

/**
 * What OpenShift's service CA would make for the operator's webhooks: certificate and CA. The Service has no selector, because the
 * operator is no pod here: its endpoint is the node. Must be there before the operator starts, or it makes a Service that leads
 * nowhere.
 */
export function operatorWebhookObjects(): object[] {
  const { key, certificate } = servingCertificate();
  const base64 = (file: string) => readFileSync(file).toString("base64");
  const named = (name: string) => ({ name, namespace: operatorNamespace });
  const port = { name: "validation", protocol: "TCP" };
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: named(webhookService),
      spec: { ports: [{ ...port, port: 443, targetPort: ports.operator }] },
    },
    {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: named(webhookService),
      subsets: [{ addresses: [{ ip: network.node }], ports: [{ ...port, port: ports.operator }] }],
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: named("maistra-operator-cabundle"),
      data: { "service-ca.crt": readFileSync(ca, "utf8") },
    },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: named("maistra-operator-serving-cert"),
      type: "kubernetes.io/tls",
      data: { "tls.crt": base64(certificate), "tls.key": base64(key) },
    },
  ];
}

const servingCertificate = () =>
  issue("operator-serving", {
    subject: `/CN=${webhookService}.${operatorNamespace}.svc`,
    names: [`${webhookService}.${operatorNamespace}.svc`],
  });

const kubeconfigFile = () => inOpenshift("operator.kubeconfig");
const configFile = () => inOpenshift("operator.properties");
const temporaryFolder = () => inOpenshift("tmp");

/** Writes what the operator reads when it starts: its identity, its images, its serving certificate. */
export function writeOperatorFiles(): void {
  const serving = servingCertificate();
  const folder = inOpenshift("tmp", "k8s-webhook-server", "serving-certs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${folder}/tls.crt`, readFileSync(serving.certificate));
  writeFileSync(`${folder}/tls.key`, readFileSync(serving.key), { mode: 0o600 });
  writeFileSync(kubeconfigFile(), operatorKubeconfig(), { mode: 0o600 });
  writeFileSync(configFile(), operatorConfig());
}

/** It speaks as its ServiceAccount, by a certificate: so the shipped rights are what it has. */
function operatorKubeconfig(): string {
  const user = `system:serviceaccount:${operatorNamespace}:${account}`;
  const subject = `/O=system:serviceaccounts/O=system:serviceaccounts:${operatorNamespace}/CN=${user}`;
  const { key, certificate } = issue("operator", { subject });
  const admin = JSON.parse(readFileSync(pki("admin.kubeconfig"), "utf8")) as Record<string, unknown>;
  const base64 = (file: string) => readFileSync(file).toString("base64");
  const credentials = { "client-certificate-data": base64(certificate), "client-key-data": base64(key) };
  const contexts = [{ name: "operator", context: { cluster: "istio-mesh-local", user: account } }];
  return JSON.stringify({
    ...admin,
    users: [{ name: account, user: credentials }],
    contexts,
    "current-context": "operator",
  });
}

/** In a pod the downward API writes the Deployment's annotations into this file: the images of each version. */
function operatorConfig(): string {
  const deployment = shipped().find(({ kind }) => kind === "Deployment");
  const { annotations = {} } = (deployment?.spec as { template: Manifest }).template.metadata;
  return Object.entries(annotations)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join("");
}

/** The Maistra operator 2.0 itself, as a process of this machine. OLM's simulation starts and ends it with its CSV. */
export function maistraOperator(): Daemon {
  const resources = toolFile(tool, "resources");
  return {
    name: daemons.operator,
    command: toolBinary(tool, "manager"),
    args: flags({
      resourceDir: resources,
      chartsDir: `${resources}/helm`,
      defaultTemplatesDir: `${resources}/default-templates`,
      config: configFile(),
    }),
    env: {
      KUBECONFIG: kubeconfigFile(),
      TMPDIR: temporaryFolder(),
      POD_NAMESPACE: operatorNamespace,
      // All namespaces.
      WATCH_NAMESPACE: "",
      OPERATOR_NAME: account,
      OPERATOR_RUN_MODE: "local",
    },
    healthy: async () => (await listens(ports.operator)()) && webhooksKnowTheirCa(),
  };
}

/** Until then the API server cannot ask them, and they are fail-closed. */
function webhooksKnowTheirCa(): boolean {
  const name = `${operatorNamespace}.servicemesh-resources.maistra.io`;
  const bundle = "jsonpath={.webhooks[0].clientConfig.caBundle}";
  return ["validatingwebhookconfiguration", "mutatingwebhookconfiguration"].every(
    (kind) => kubectl(["get", kind, name, "--ignore-not-found", "-o", bundle]) !== "",
  );
}
