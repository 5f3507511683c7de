import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { isKnownAt, knownGet, knownItems, knownText } from "../model/known";
import type { MeshObject } from "../model/object";
import { providersIn } from "../model/providers";
import type { Rule } from "../rule";

const config = z.strictObject({
  defaultAccessLogging: z
    .boolean()
    .default(false)
    .describe(
      "The mesh has default providers for access logs (a control plane in the stack that names some counts without this).",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `An entry of \`accessLogging\` says how to log, its provider where to. Without a provider, and without
[default providers](https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-DefaultProviders) of the mesh, Istio ignores the
entry: its filter never applies, and the access log that an audit asks for is not there
([IST0157](https://istio.io/latest/docs/reference/config/analysis/ist0157/),
[Telemetry](https://istio.io/latest/docs/reference/config/telemetry/#AccessLogging)).

A name that the mesh's configuration does not have counts as none: istiod leaves it out, without a word in its log, and spans, logs or
metrics go nowhere. Asked where the stack shows all of the control plane's \`extensionProviders\`; \`envoy\`, \`prometheus\` and \`stackdriver\`
are always there. Whether a provider's Service exists is not asked: it may come with a chart.

A provider of kind \`lightstep\` is deprecated ([IST0002](https://istio.io/latest/docs/reference/config/analysis/ist0002/)): Istio has none for it
any more, so the spans go nowhere. It is known only where the control plane that defines it is in the stack.`;

/** Without a provider that the mesh has, Istio ignores what a Telemetry asks for. */
export const telemetryProvider: Rule<Config> = {
  name: "telemetry-provider",
  codes: ["IST0157", "IST0002"],
  description:
    "Access logging names a provider, providers are of the mesh's configuration, and none is of a kind that is deprecated.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Traffic goes on, and an entry that ought to be ignored is not told from one that was forgotten.",
  },
  scope: "stack",
  kinds: ["telemetry.istio.io/Telemetry"],
  config,
  *check(telemetry, mesh, { defaultAccessLogging }) {
    if (!defaultAccessLogging && !hasDefault(mesh)) yield* checkAccessLogging(telemetry);
    yield* checkTracing(telemetry, lightstepIn(mesh));
    const known = providersIn(mesh);
    if (known) yield* checkNames(telemetry, known);
  },
};

function* checkAccessLogging(telemetry: MeshObject): Iterable<Finding> {
  for (const entry of telemetry.spec.get("accessLogging").items()) {
    const providers = entry.get("providers");
    if (!entry.isObject || entry.get("disabled").flag === true || providers.items().length > 0) continue;
    yield found(telemetry, providers, {
      problem: "so Istio ignores this entry",
      allowed: 'a list of providers such as [{ name: envoy }], or an entry with "disabled: true"',
      fix: "name the provider to log to, or set defaultProviders.accessLogging in the mesh's configuration",
      codes: ["IST0157"],
    });
  }
}

function* checkTracing(telemetry: MeshObject, deprecated: ReadonlySet<string>): Iterable<Finding> {
  for (const entry of telemetry.spec.get("tracing").items()) {
    for (const provider of entry.get("providers").items()) {
      const name = provider.get("name");
      if (name.text === undefined || !deprecated.has(name.text)) continue;
      yield found(telemetry, name, {
        problem: "a Lightstep provider, which Istio has deprecated",
        allowed: "a provider of another kind",
        fix: "send the spans by a provider of kind opentelemetry, which Lightstep takes too",
        codes: ["IST0002"],
      });
    }
  }
}

function* checkNames(telemetry: MeshObject, known: ReadonlySet<string>): Iterable<Finding> {
  const entries = ["accessLogging", "metrics", "tracing"].flatMap((name) => telemetry.spec.get(name).items());
  for (const provider of entries.flatMap((entry) => entry.get("providers").items())) {
    const name = provider.get("name");
    if (!name.text || known.has(name.text)) continue;
    yield found(telemetry, name, {
      problem: "but the mesh's configuration has no such provider, so Istio leaves it out",
      allowed: [...known].map((one) => `"${one}"`).join(", "),
      fix: "define it in meshConfig.extensionProviders, or name one that is there",
      codes: [],
    });
  }
}

function hasDefault(mesh: Mesh): boolean {
  return mesh.once("telemetry-provider default", () =>
    mesh.controlPlanes.some(({ values, meshConfig }) => {
      const names = knownGet(knownGet(meshConfig, "defaultProviders"), "accessLogging");
      // What is not known yet may name one.
      const known = !values.unknown && isKnownAt(meshConfig, "defaultProviders", "accessLogging");
      return !known || names.items().length > 0;
    }),
  );
}

/** The names under which control planes in the stack have Lightstep. */
function lightstepIn(mesh: Mesh): ReadonlySet<string> {
  return mesh.once("telemetry-provider lightstep", () => {
    const providers = mesh.controlPlanes.flatMap(({ meshConfig }) =>
      knownItems(knownGet(meshConfig, "extensionProviders")),
    );
    const lightstep = providers.filter((one) => {
      const own = knownGet(one, "lightstep");
      return !own.unknown && own.isObject;
    });
    return new Set(lightstep.flatMap((one) => knownText(knownGet(one, "name")) ?? []));
  });
}
