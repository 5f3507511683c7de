import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Field, Secret, UNKNOWN } from "../model/field";
import { knownGet, knownItems, knownText } from "../model/known";
import { MeshObject } from "../model/object";

/** What Pulumi says of a resource, as far as the model needs it. */
export interface PulumiResource {
  /** `kubernetes:networking.istio.io/v1:Gateway`; with `Patch` or `List` behind the kind for patches and lists. */
  type: string;
  /** The resource's name in the Pulumi program. */
  name: string;
  urn?: string;
  readonly props: unknown;
}

const KUBERNETES_TYPE = /^[^:]+:([^/:]+)\/([^/:]+):(.+?)(Patch|List)?$/;

/**
 * The Kubernetes objects that a Pulumi resource stands for: one, none for a resource of another kind, several for a list.
 * The type token decides the kind, since it is never unknown; its package may be another than `kubernetes` (crd2pulumi).
 */
export function objectsOf(resource: PulumiResource): MeshObject[] {
  const { type, name, urn } = resource;
  const [, group, version, kind, suffix] = KUBERNETES_TYPE.exec(type) ?? [];
  if (!group || !version || !kind) return [];
  const root = new Field(resource.props);
  const manifests = suffix === "List" ? knownItems(knownGet(root, "items")) : [root];
  return manifests.map((manifest) => {
    // A Release says who it is in its inputs.
    const metadata = `${group}/${kind}` === "helm.sh/Release" ? manifest : knownGet(manifest, "metadata");
    const identity = {
      group,
      version,
      kind,
      namespace: knownText(knownGet(metadata, "namespace")),
      name: knownText(knownGet(metadata, "name")) ?? name,
    };
    const more = { partial: suffix === "Patch", ...(urn === undefined ? {} : { source: { urn } }) };
    return new MeshObject(identity, manifest.unknown ? UNKNOWN : manifest.value, more);
  });
}

// The marks by which Pulumi writes what plain values cannot say: sdk/go/common/resource/plugin/rpc.go (Unknown…Value) and
// sdk/go/common/resource/properties.go (SigKey, SecretSig, OutputValueSig).
const UNKNOWN_MARKS = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** A resource's properties as the CLI sends them, with UNKNOWN and Secret in the place of the marks. */
export function decode(properties: Struct | undefined): unknown {
  return properties === undefined ? {} : plain(properties.toJavaScript());
}

/** Properties that were plain values already, with the marks replaced. */
export function plain(value: JavaScriptValue | undefined): unknown {
  if (typeof value === "string") return UNKNOWN_MARKS.has(value) ? UNKNOWN : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const fields = value as Record<string, JavaScriptValue | undefined>;
  if (fields[SIGNATURE] === SECRET) return new Secret(plain(fields.value));
  if (fields[SIGNATURE] === OUTPUT) {
    const inner = fields.value === undefined ? UNKNOWN : plain(fields.value);
    return fields.secret === true ? new Secret(inner) : inner;
  }
  return Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, plain(inner)]));
}
