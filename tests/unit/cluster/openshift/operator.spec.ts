import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type * as Certificates from "../../../../cluster/openshift/certificates";
import type { Manifest } from "../../../../cluster/openshift/files";
import type * as Operator from "../../../../cluster/openshift/operator";
import type * as Pki from "../../../../cluster/pki";
import { load, never, sandbox } from "../../tools/harness";
import { temporaryLayout } from "../temporaryLayout";

const shipped: Manifest[] = [
  { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "istio-operator" }, rules: [] },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "istio-operator" },
    subjects: [{ kind: "ServiceAccount", namespace: "istio-operator", name: "istio-operator" }],
  },
  { apiVersion: "v1", kind: "Service", metadata: { name: "maistra-admission-controller" } },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "istio-operator" },
    spec: {
      template: { metadata: { name: "", annotations: { "olm.relatedImage.v2_0.pilot": "maistra/pilot:2.0.0" } } },
    },
  },
];

describe("The Maistra operator on the local cluster", () => {
  const { path } = sandbox();
  const layout = () => temporaryLayout(path());
  const names = () => load<object>("cluster/openshift/names", { "cluster/layout": layout() });
  let pki: typeof Pki;
  const certificates = () =>
    load<typeof Certificates>("cluster/openshift/certificates", {
      "cluster/pki": pki,
      "cluster/openshift/names": names(),
    });
  const operator = () =>
    load<typeof Operator>("cluster/openshift/operator", {
      "cluster/layout": layout(),
      "cluster/pki": pki,
      "cluster/openshift/names": names(),
      "cluster/openshift/certificates": certificates(),
      "cluster/openshift/files": { manifests: () => shipped, toolFile: (...parts: string[]) => parts.join("/") },
      "cluster/processes": { kubectl: never("kubectl") },
      "tools/paths": { toolBinary: (tool: string, name: string) => `${tool}/${name}` },
    });
  beforeEach(() => {
    pki = load<typeof Pki>("cluster/pki", { "cluster/layout": layout() });
    pki.ensurePki();
  });

  it("gets its shipped rights, in OLM's namespace", () => {
    const rights = operator().operatorRights();
    assert.deepEqual(
      rights.map(({ kind }) => kind),
      ["ClusterRole", "ClusterRoleBinding"],
    );
    const [subject] = rights[1]?.subjects as [{ namespace: string; name: string }];
    assert.deepEqual([subject.namespace, subject.name], ["openshift-operators", "istio-operator"]);
  });

  it("speaks as its ServiceAccount, by a certificate of the cluster's CA", () => {
    operator().writeOperatorFiles();
    const { KUBECONFIG = "" } = operator().maistraOperator().env ?? {};
    const { users } = JSON.parse(readFileSync(KUBECONFIG, "utf8")) as {
      users: [{ user: { "client-certificate-data": string } }];
    };
    const certificate = new X509Certificate(Buffer.from(users[0].user["client-certificate-data"], "base64"));
    assert.ok(certificate.subject.endsWith("CN=system:serviceaccount:openshift-operators:istio-operator"));
    assert.ok(certificate.verify(new X509Certificate(readFileSync(pki.ca)).publicKey));
  });

  it("reads the images that its Deployment names", () => {
    operator().writeOperatorFiles();
    const file = /--config=(.*)/.exec(operator().maistraOperator().args.join("\n"))?.[1] ?? "";
    assert.equal(readFileSync(file, "utf8"), 'olm.relatedImage.v2_0.pilot="maistra/pilot:2.0.0"\n');
  });

  it("is asked by a Service whose endpoint is the node and whose certificate has the Service's name", () => {
    const objects = operator().operatorWebhookObjects() as (Manifest & { data: Record<string, string> })[];
    const of = (kind: string) => objects.find((one) => one.kind === kind);
    assert.equal((of("Service")?.spec as { selector?: object }).selector, undefined);
    assert.match(JSON.stringify(of("Endpoints")), new RegExp(`"ip":"${layout().network.node}"`));
    const certificate = new X509Certificate(Buffer.from(of("Secret")?.data["tls.crt"] ?? "", "base64"));
    assert.equal(certificate.checkHost("maistra-admission-controller.openshift-operators.svc") !== undefined, true);
    assert.equal(of("ConfigMap")?.data["service-ca.crt"], readFileSync(pki.ca, "utf8"));
  });

  it("keeps the certificate that it has", () => {
    const { issue } = certificates();
    const first = issue("some", { subject: "/CN=some" });
    const before = readFileSync(first.certificate, "utf8");
    assert.deepEqual(issue("some", { subject: "/CN=some" }), first);
    assert.equal(readFileSync(first.certificate, "utf8"), before);
  });
});
