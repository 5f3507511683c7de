import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Gateway } from "../../components/istio";

// The same Gateway, declared in the four ways there are. The policy pack judges all of them alike.
const host = new pulumi.Config().require("host");
const version = process.env.ISTIO_MESH_PROVIDER_VERSION;
const provider = new k8s.Provider("cluster", {}, version === undefined ? {} : { version });
const options = { provider };

const spec = {
  selector: { istio: "ingressgateway" },
  servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [host] }],
};

new k8s.apiextensions.CustomResource(
  "custom",
  {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { name: "custom", namespace: "own-program" },
    spec,
  },
  options,
);

new Gateway("generated", { metadata: { name: "generated", namespace: "own-program" }, spec }, options);

new k8s.yaml.ConfigFile(
  "file",
  {
    file: "manifests/gateway.yaml",
    transformations: [
      (manifest: { spec: typeof spec }) => {
        manifest.spec.servers.forEach((server) => (server.hosts = [host]));
      },
    ],
  },
  options,
);

new k8s.helm.v4.Chart("chart", { chart: "./chart", namespace: "own-program", values: { host } }, options);
