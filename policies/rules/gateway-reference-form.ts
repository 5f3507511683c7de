import * as z from "zod";
import { found } from "../finding";
import { gatewayNamed } from "../model/gatewayNames";
import { gatewayReferencesOf } from "../model/virtualServices";
import type { Rule } from "../rule";

const WHY = `\`edge.istio-ingress.svc.cluster.local\` is how Istio 1.0 named a gateway. Istio still takes it apart at the first dots, and reads
\`./edge\` as a Gateway of the same namespace; neither form is in
[the reference](https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService), which has \`name\` and
\`namespace/name\` only. Tools do not agree about the old forms: \`istioctl analyze\` warns of them
([IST0133](https://istio.io/latest/docs/reference/config/analysis/ist0133/)) and then does not find the gateway, and
[Kiali](https://kiali.io/docs/features/validations/) asks for \`namespace/name\` (KIA1108).`;

/** The old forms of a gateway's name work, and mislead tools and readers. */
export const gatewayReferenceForm: Rule = {
  name: "gateway-reference-form",
  codes: ["KIA1108", "IST0133"],
  description: "VirtualServices name gateways as name or namespace/name.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Istio still understands the old forms." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    for (const { field } of gatewayReferencesOf(service)) {
      const written = field.text ?? "";
      const relative = written.startsWith("./");
      if (!relative && (written.includes("/") || !written.includes("."))) continue;
      const { namespace, name } = gatewayNamed(written, service.home);
      if (!namespace || !name) continue;
      yield found(service, field, {
        problem: relative ? "a form that only Istio itself understands" : "a form from before namespace/name",
        allowed: '"name" for a Gateway of the same namespace, "namespace/name" for any other',
        fix: `write "${namespace}/${name}"`,
        codes: codesAt(field.path, relative),
      });
    }
  },
};

/** Kiali looks at spec.gateways and the matches of http routes. */
function codesAt(path: string, relative: boolean): string[] {
  const kiali = path.startsWith("spec.gateways") || path.startsWith("spec.http") ? ["KIA1108"] : [];
  return relative ? kiali : [...kiali, "IST0133"];
}
