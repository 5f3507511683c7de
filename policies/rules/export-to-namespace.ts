import * as z from "zod";
import { found } from "../finding";
import { missingNamespace, NAMESPACES_JUDGED, namespacesElsewhere } from "../model/existingNamespaces";
import type { Rule } from "../rule";

const config = z.strictObject({ namespacesElsewhere });

type Config = z.infer<typeof config>;

const WHY = `\`exportTo\` says who sees a VirtualService, a DestinationRule or a ServiceEntry
([Istio: export_to](https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService)). With a misspelt namespace it is
seen by nobody there: traffic goes on as if the object were not there, and no status says so. Kiali reports it as
[KIA0005](https://kiali.io/docs/features/validations/).

${NAMESPACES_JUDGED}`;

/** Configuration exported to a namespace that does not exist acts nowhere. */
export const exportToNamespace: Rule<Config> = {
  name: "export-to-namespace",
  codes: ["KIA0005"],
  description: "The namespaces to which configuration is exported exist.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Others may make a namespace that the stack knows nothing of." },
  scope: "stack",
  kinds: [
    "networking.istio.io/VirtualService",
    "networking.istio.io/DestinationRule",
    "networking.istio.io/ServiceEntry",
  ],
  config,
  *check(object, mesh, { namespacesElsewhere }) {
    for (const field of object.spec.get("exportTo").items()) {
      const name = field.text ?? "";
      const missing = /^[*.~]?$/.test(name) ? undefined : missingNamespace(name, namespacesElsewhere, mesh);
      if (!missing) continue;
      yield found(object, field, {
        problem: "which is no namespace of this stack",
        allowed: `".", "*", or a namespace that exists: ${missing.existing}`,
        fix: `${missing.meant === undefined ? "name a namespace that exists" : `write "${missing.meant}"`}, or list it in namespacesElsewhere of this rule`,
      });
    }
  },
};
