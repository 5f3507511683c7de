import * as z from "zod";
import { found } from "../finding";
import { accountsElsewhere, insteadOf } from "../model/accounts";
import { homeOf } from "../model/known";
import type { Rule } from "../rule";

const config = z.strictObject({ accountsElsewhere });

const WHY = `A virtual machine joins the mesh as the service account of its WorkloadGroup: its certificate is issued for that account, with a
token of it. Without the account there is no token, and the machine's proxy gets no certificate
([Istio: virtual machine installation](https://istio.io/latest/docs/setup/install/virtual-machine/),
[Kubernetes: service accounts](https://kubernetes.io/docs/concepts/security/service-accounts/)). Kiali reports it as
[KIA1701](https://kiali.io/docs/features/validations/).

Judged where the stack holds the namespace and nothing that this pack cannot list. An account that a workload of the stack runs as is there,
and \`default\` always is. List those that others make in \`accountsElsewhere\`.`;

/** A virtual machine whose service account does not exist gets no certificate. */
export const workloadGroupAccount: Rule<z.infer<typeof config>> = {
  name: "workload-group-account",
  codes: ["KIA1701"],
  description: "The service account of a WorkloadGroup exists in its namespace.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Who prepares the virtual machines often makes their account, too." },
  scope: "stack",
  kinds: ["networking.istio.io/WorkloadGroup"],
  config,
  *check(group, mesh, { accountsElsewhere }) {
    const field = group.spec.at("template", "serviceAccount");
    const home = homeOf(group);
    const instead = field.text ? insteadOf(field.text, home, mesh) : undefined;
    if (!instead || accountsElsewhere.includes(`${home}/${field.text}`)) return;
    yield found(group, field, {
      problem: `but namespace "${home}" has no such service account`,
      allowed: `a service account of namespace "${home}": ${instead}`,
      fix: `add the ServiceAccount, name another, or list "${home}/${field.text}" in accountsElsewhere of this rule`,
    });
  },
};
