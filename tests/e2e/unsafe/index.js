// A namespace, and one object that istio-guard refuses: UNSAFE says which.
const k8s = require("@pulumi/kubernetes");

const provider = new k8s.Provider("cluster", {}, { version: process.env.ISTIO_MESH_PROVIDER_VERSION });
const namespace = new k8s.core.v1.Namespace("unsafe", { metadata: { name: "unsafe" } }, { provider });
const metadata = { name: "unsafe", namespace: "unsafe" };
const objects = {
  "wildcard-gateway": {
    kind: "Gateway",
    spec: {
      selector: { istio: "ingressgateway" },
      servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] }],
    },
  },
  "tls-disabled": { kind: "DestinationRule", spec: { host: "carts", trafficPolicy: { tls: { mode: "DISABLE" } } } },
};
const object = { apiVersion: "networking.istio.io/v1", metadata, ...objects[process.env.UNSAFE] };
new k8s.apiextensions.CustomResource("unsafe-object", object, { provider, dependsOn: namespace });
