import type { ComponentResourceOptions, CustomResourceOptions, Resource } from "@pulumi/pulumi";
import { createUrn, rootStackResource } from "@pulumi/pulumi";
import type { NamespaceSettings, Settings } from "../../config";
import type { TelemetrySpec } from "../istio";
import { Telemetry } from "../istio";
import { ownTracingProvider } from "../mesh/extensionProviders";

interface Tracing {
  /** The control plane's, which holds for the whole mesh. */
  namespace: string;
  /** The name of the extension provider that spans go to. */
  provider: string;
  /** Share of the calls that are traced, in percent. */
  traceSampling: number;
}

function meshTelemetry(
  name: string,
  { namespace, provider, traceSampling }: Tracing,
  opts: CustomResourceOptions,
): Telemetry {
  const tracing = [{ providers: [{ name: provider }], randomSamplingPercentage: traceSampling }];
  return new Telemetry(name, { metadata: { name: "mesh-default", namespace }, spec: { tracing } }, opts);
}

/** Tells every proxy to report its spans to the Jaeger addon. */
export const jaegerTelemetry = (name: string, tracing: Tracing, opts: CustomResourceOptions): Telemetry =>
  // The same object as the other's: who goes from one to the other changes it, and never has two or none.
  meshTelemetry(name, tracing, { ...opts, aliases: [{ name: ownName, parent: rootStackResource }] });

const ownName = "tracing-telemetry";

/** Tells every proxy to report its spans to the backend of `mesh.tracing`. */
export function ownTelemetry(
  { mesh: { tracing, traceSampling, namespace } }: Settings,
  opts: CustomResourceOptions,
): void {
  if (!tracing) return;
  const said = { namespace: namespace.name, provider: ownTracingProvider, traceSampling };
  const parent = createUrn("jaeger", "istio-mesh:addons:Jaeger");
  meshTelemetry(ownName, said, { ...opts, aliases: [{ name: "jaeger-telemetry", parent }] });
}

/** What namespaces have otherwise than the mesh. A Telemetry replaces what it names of the mesh's, and leaves the rest. */
export function namespaceTelemetry(
  namespaces: readonly NamespaceSettings[],
  after: (namespace: string) => Resource[],
  opts: ComponentResourceOptions,
): void {
  for (const { name, telemetry } of namespaces) {
    if (telemetry) {
      const args = { metadata: { name: "default", namespace: name }, spec: namespaceSpec(telemetry) };
      new Telemetry(`${name}-telemetry`, args, { ...opts, dependsOn: after(name) });
    }
  }
}

/** `envoy` is the provider that istiod brings: lines to the proxy's standard output. */
const namespaceSpec = ({ traceSampling, accessLogs }: NonNullable<NamespaceSettings["telemetry"]>): TelemetrySpec => ({
  ...(traceSampling === undefined ? {} : { tracing: [{ randomSamplingPercentage: traceSampling }] }),
  ...(accessLogs === undefined
    ? {}
    : { accessLogging: [{ providers: [{ name: "envoy" }], ...(accessLogs ? {} : { disabled: true }) }] }),
});
