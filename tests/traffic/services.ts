import fc from "fast-check";
import type { ServiceTraffic } from "../../components/traffic/serviceTraffic";
import type { ExternalServiceSettings, HostTls } from "../../config";
import { externalService } from "../../config/external";
import { domain, group, label, port, traffic } from "./arbitrary";

const service = label("a-z", 55);
const anyLabel = label();
const ingress = group({
  hosts: fc.uniqueArray(domain, { minLength: 1, maxLength: 3 }),
  alsoInside: fc.boolean(),
  paths: fc.array(fc.constantFrom({ exact: "/login" } as const, { prefix: "/api" } as const), { maxLength: 2 }),
});

/** A service of any shape, with any rules, in that namespace. */
export const services = (namespace: string): fc.Arbitrary<ServiceTraffic> =>
  fc
    .oneof(
      ...[[], ["v1"], ["v1", "v2"], ["blue", "green", "red"]].map((versions) =>
        group({ service, versions: fc.constant(versions), port, ingress, rules: traffic(versions) }, [
          "service",
          "versions",
        ]),
      ),
    )
    .map(({ ingress: at, service: name = "", ...what }) => ({
      service: name,
      namespace,
      ...what,
      ingress: at?.hosts && {
        ...at,
        hosts: at.hosts,
        route: `${name}-ingress`,
        gateway: `${namespace}/${name}-gateway`,
      },
    }));

const outsideName = label("a-z0-9", 56);
const outsidePorts = fc.uniqueArray(
  group({ number: port, targetPort: port, protocol: fc.constantFrom("HTTP", "HTTPS", "TLS", "TCP") }, [
    "number",
    "protocol",
  ]),
  { minLength: 1, maxLength: 3, selector: ({ number }) => number },
);

/** A host outside of the mesh: plain, with rules of its own, or reached through the egress gateway. */
export const externals = (namespace: string): fc.Arbitrary<ExternalServiceSettings> =>
  fc
    .oneof(
      group({ ports: outsidePorts, endpoint: domain }),
      fc.record({
        ports: port.map((number) => [{ number, protocol: "HTTP" }]),
        traffic: traffic([], false),
      }),
      group(
        {
          ports: fc
            .tuple(port, fc.constantFrom("HTTP", "HTTPS", "TLS"))
            .map(([number, protocol]) => [{ number, protocol }]),
          endpoint: domain,
          egressGateway: fc.constant(true),
        },
        ["egressGateway"],
      ),
    )
    .chain((what) => fc.record({ name: outsideName, host: domain }).map((who) => ({ namespace, ...who, ...what })))
    .map((settings) => externalService.safeParse(settings).data)
    .filter((settings) => settings !== undefined);

/** TLS for a host at the edge. */
export const hostTls: fc.Arbitrary<HostTls> = fc.record({
  secret: anyLabel,
  minVersion: fc.constantFrom("TLSV1_2", "TLSV1_3"),
  redirectHttp: fc.boolean(),
  clientCertificates: fc.boolean(),
});
