import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Gateway } from "../../components/istio";

// A Gateway in each of the four ways to declare one. The policy pack judges all of them alike.
const anyHost = new pulumi.Config().requireBoolean("anyHost");
const hostOf = (name: string) => (anyHost ? "*" : `${name}.example.com`);
const specOf = (name: string) => ({
  selector: { istio: "ingressgateway" },
  servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [hostOf(name)] }],
});
const metadata = { namespace: "own-program" };

const version = process.env.ISTIO_MESH_PROVIDER_VERSION;
const provider = new k8s.Provider("cluster", {}, version === undefined ? {} : { version });
const options = { provider };

new k8s.apiextensions.CustomResource(
  "custom",
  {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { ...metadata, name: "custom" },
    spec: specOf("custom"),
  },
  options,
);

new Gateway("generated", { metadata: { ...metadata, name: "generated" }, spec: specOf("generated") }, options);

new k8s.yaml.ConfigFile(
  "file",
  {
    file: "manifests/gateway.yaml",
    transformations: [
      (manifest: { spec: ReturnType<typeof specOf> }) => {
        manifest.spec = specOf("file");
      },
    ],
  },
  options,
);

const values = { host: hostOf("chart") };
new k8s.helm.v4.Chart("chart", { chart: "./chart", namespace: "own-program", values }, options);
