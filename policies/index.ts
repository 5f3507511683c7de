/** What a Pulumi program's own policy pack takes from this package. */
export { IstioGuard } from "./guard";
export type { GuardOptions, RuleOptions } from "./options";
export type { Level } from "./rule";
