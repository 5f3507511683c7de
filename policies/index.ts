import { PolicyPack } from "@pulumi/policy";
import { policyOf } from "./policy";
import { rules } from "./rules";

new PolicyPack("istio-guard", { policies: rules.map(policyOf) });
