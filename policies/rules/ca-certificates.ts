import * as z from "zod";
import { found } from "../finding";
import type { TlsPlace } from "../model/clientTls";
import { tlsPlaces } from "../model/clientTls";
import type { Rule } from "../rule";

const WHY = `A client that starts TLS itself (mode \`SIMPLE\` or \`MUTUAL\`) is safe only if it checks the server's certificate: else anybody on
the way can answer. Without \`caCertificates\`, what it checks against depends on the proxy: since Istio 1.21 the certificate authorities of
its image ([\`VERIFY_CERTIFICATE_AT_CLIENT\`](https://istio.io/latest/docs/reference/commands/pilot-discovery/#envvars)), before that
nothing at all. Istio's
[security best practices](https://istio.io/latest/docs/ops/best-practices/security/#configure-tls-verification-in-destination-rule-when-using-tls-origination)
ask to name them.

A \`credentialName\` gives them to sidecars only where the rule has a \`workloadSelector\`:
[reference of ClientTLSSettings](https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings).`;

/** A certificate that nobody checks protects nothing. */
export const caCertificates: Rule = {
  name: "ca-certificates",
  codes: ["IST0128", "IST0129"],
  description: "DestinationRules that start TLS name the certificate authorities of the server.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Proxies since Istio 1.21 check against the authorities of their image where a rule names none.",
  },
  scope: "object",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule) {
    for (const place of tlsPlaces(rule)) {
      const { tls, mode } = place;
      if (mode.value !== "SIMPLE" && mode.value !== "MUTUAL") continue;
      const authorities = tls.get("caCertificates");
      if (authorities.text) continue;
      const credential = tls.get("credentialName").text;
      if (credential && !rule.spec.get("workloadSelector").missing) continue;
      const unread = credential ? ", and sidecars read credentialName only with a workloadSelector" : "";
      yield found(rule, authorities, {
        problem: `so with mode ${mode.value} the server's certificate may pass unchecked${unread}`,
        allowed: 'a file of certificate authorities such as "/etc/ssl/certs/ca-certificates.crt"',
        fix: "set caCertificates, or credentialName together with a workloadSelector",
        codes: codesAt(place),
      });
    }
  },
};

/** istioctl looks at the rule as a whole and at its ports, not into subsets. */
function codesAt({ level, steps }: TlsPlace): string[] {
  if (steps.includes("subsets")) return [];
  return level === "port" ? ["IST0129"] : ["IST0128"];
}
