import { isIP } from "node:net";
import * as z from "zod";
import type { Finding, Why } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { isUrl, partsOf } from "../model/goUrl";
import { chartValuesOf } from "../model/istioCharts";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `In a cluster whose control plane runs elsewhere, the API server calls Istio's webhooks by a URL: that of the gateway in
front of the external istiod ([external control plane](https://istio.io/latest/docs/setup/install/external-controlplane/)). If the URL
is missing or malformed, no pod is injected and no configuration is validated
([IST0163](https://istio.io/latest/docs/reference/config/analysis/ist0163/)); Kubernetes takes only
[\`https\` URLs with a host](https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#url), without
user, query or fragment. An IP address works until the gateway gets another one, and needs a certificate for that address
([IST0164](https://istio.io/latest/docs/reference/config/analysis/ist0164/)).

Judged are the webhook configurations that Istio makes (\`istio-sidecar-injector…\`, \`istio-validator…\`,
\`istiod-default-validator\`) and the values that its charts make them from: \`istiodRemote.injectionURL\`, \`base.validationURL\`.`;

const MUTATING = "admissionregistration.k8s.io/MutatingWebhookConfiguration";
const VALIDATING = "admissionregistration.k8s.io/ValidatingWebhookConfiguration";

/** IST0163 and IST0164: the address by which the API server reaches a control plane in another cluster. */
export const externalControlPlane: Rule<Config> = {
  name: "external-control-plane",
  codes: ["IST0163", "IST0164"],
  description: "Webhooks lead to an external control plane by an https URL with a host name.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Kubernetes itself refuses what cannot work, and an IP address works until it changes.",
  },
  scope: "object",
  kinds: [MUTATING, VALIDATING, "helm.sh/Release", "sailoperator.io/Istio", "install.istio.io/IstioOperator"],
  config,
  *check(object) {
    if (object.key === MUTATING || object.key === VALIDATING) {
      if (isIstios(object)) yield* checkWebhooks(object);
      return;
    }
    const values = chartValuesOf(object);
    const urls = [values?.get("istiodRemote").get("injectionURL"), values?.get("base").get("validationURL")];
    for (const url of urls) if (url?.text) yield* checkUrl(object, url, url.text);
  },
};

function isIstios({ key, name }: MeshObject): boolean {
  if (key === MUTATING) return name.startsWith("istio-sidecar-injector");
  return name === "istiod-default-validator" || name.startsWith("istio-validator");
}

function* checkWebhooks(object: MeshObject): Iterable<Finding> {
  for (const hook of object.root.get("webhooks").items()) {
    const client = hook.get("clientConfig");
    const url = client.get("url");
    if (url.text !== undefined) yield* checkUrl(object, url, url.text);
    else if (url.missing && client.get("service").missing && !(object.partial && client.missing)) {
      yield refused(object, url, {
        problem: "so the API server does not know where to call this webhook",
        codes: ["IST0163"],
      });
    }
  }
}

function* checkUrl(object: MeshObject, field: Field, url: string): Iterable<Finding> {
  if (!isUrl(url)) {
    yield refused(object, field, { problem: "which is not a URL", codes: ["IST0163"] });
    return;
  }
  const { scheme, host, extra } = partsOf(url);
  // With a zone it is none to istioctl.
  if (isIP(host) !== 0 && !host.includes("%")) {
    yield refused(object, field, {
      problem: "an IP address, which is not for production",
      fix: "give the gateway of the external control plane a host name, and write that",
      codes: ["IST0164"],
    });
  }
  const problem = wrongPart(scheme, host, extra);
  if (problem) yield refused(object, field, { problem, codes: [] });
}

/** What Kubernetes refuses in a webhook's URL. */
function wrongPart(scheme: string, host: string, extra: boolean): string | undefined {
  if (scheme !== "https") return "but Kubernetes calls webhooks by https only";
  if (host === "") return "which names no host";
  return extra ? "but Kubernetes takes no user, query or fragment in a webhook's URL" : undefined;
}

function refused(object: MeshObject, field: Field, why: Partial<Why> & { problem: string }): Finding {
  return found(object, field, {
    allowed: 'a URL such as "https://istiod.example.com:15017/inject"',
    fix: "write the URL by which this cluster reaches the external control plane",
    ...why,
  });
}
