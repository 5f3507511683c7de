import { corednsImage } from "./images";
import { network } from "./layout";

const labels = { "k8s-app": "kube-dns" };
const meta = (name: string) => ({ name, namespace: "kube-system" });
const corefile = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
  }
  cache 5
  loop
  reload
}
`;

/** CoreDNS for the local cluster: names of Services and pods, and nothing beyond. */
export const corednsManifest = (): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "ServiceAccount", metadata: meta("coredns") },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "system:coredns" },
        rules: [
          { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
          { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
        ],
      },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "system:coredns" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:coredns" },
        subjects: [{ kind: "ServiceAccount", ...meta("coredns") }],
      },
      { apiVersion: "v1", kind: "ConfigMap", metadata: meta("coredns"), data: { Corefile: corefile } },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { ...meta("kube-dns"), labels },
        spec: {
          clusterIP: network.dns,
          selector: labels,
          ports: [
            { name: "dns", port: 53, protocol: "UDP" },
            { name: "dns-tcp", port: 53, protocol: "TCP" },
          ],
        },
      },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { ...meta("coredns"), labels },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: "coredns",
              dnsPolicy: "Default",
              volumes: [{ name: "config", configMap: { name: "coredns" } }],
              containers: [
                {
                  name: "coredns",
                  image: corednsImage,
                  imagePullPolicy: "IfNotPresent",
                  args: ["-conf", "/etc/coredns/Corefile"],
                  volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
                  readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
                  },
                },
              ],
            },
          },
        },
      },
    ],
  });
