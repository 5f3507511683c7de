import assert from "node:assert/strict";
import { LoadGenerator } from "../../../../components/apps/loadGenerator";
import { Outsider } from "../../../../components/apps/outsider";
import { fortioImage } from "../../../../versions";
import type { Registered } from "../../support/recorder";
import { named } from "../../support/recorder";
import { containerOf, recordIn } from "./support";

/** What every fortio here is told before its own arguments. */
const onlyHttp = (port: number) => [
  "server",
  ...["-http-port", `${port}`],
  ...["-grpc-port", "disabled", "-tcp-port", "disabled", "-udp-port", "disabled", "-redirect-port", "disabled"],
];

describe("The load generator", () => {
  let resources: Registered[];
  before(async () => {
    resources = await recordIn((home) => new LoadGenerator("load", home));
  });

  it("is a fortio server on 8080 that keeps results in the folder of its image", () => {
    const container = containerOf(resources, "load-deployment");
    assert.equal(container.name, "fortio");
    assert.equal(container.image, fortioImage);
    assert.equal(container.command, undefined);
    assert.deepEqual(container.args, [...onlyHttp(8080), "-data-dir", "/var/lib/fortio"]);
    assert.deepEqual(container.volumeMounts, [{ name: "fortio-var-lib-fortio", mountPath: "/var/lib/fortio" }]);
  });

  it("is the service fortio", () => {
    const { metadata, spec } = named(resources, "load-service").inputs;
    assert.equal(metadata.name, "fortio");
    assert.deepEqual(spec.ports, [{ name: "http", port: 8080, targetPort: "http" }]);
    assert.deepEqual(named(resources, "load-deployment").inputs.spec.template.metadata.annotations, {});
  });

  it("takes another image", async () => {
    const image = "quay.io/team/fortio:1";
    const recorded = await recordIn((home) => new LoadGenerator("load", { ...home, image }));
    assert.equal(containerOf(recorded, "load-deployment").image, image);
  });
});

describe("The outsider", () => {
  let resources: Registered[];
  before(async () => {
    resources = await recordIn((home) => new Outsider("partner", home), { injection: "disabled" });
  });

  it("is a fortio server on port 80 that only answers", () => {
    const container = containerOf(resources, "partner-deployment");
    assert.equal(container.name, "fortio");
    assert.equal(container.image, fortioImage);
    assert.deepEqual(container.args, [...onlyHttp(80), "-ui-path=", "-echo-debug-path="]);
    assert.deepEqual(container.readinessProbe.tcpSocket, { port: "http" });
  });

  it("is a Service that no namespace of the mesh sees", () => {
    const { metadata, spec } = named(resources, "partner-service").inputs;
    assert.equal(metadata.name, "partner");
    assert.equal(metadata.annotations["networking.istio.io/exportTo"], "~");
    assert.deepEqual(spec.ports, [{ name: "http", port: 80, targetPort: "http" }]);
  });

  it("takes another image", async () => {
    const image = "quay.io/team/fortio:1";
    const recorded = await recordIn((home) => new Outsider("partner", { ...home, image }));
    assert.equal(containerOf(recorded, "partner-deployment").image, image);
  });
});
