import { IstioGuard } from "./guard";

/** The ready pack: what `pulumi preview --policy-pack policies` starts. */
new IstioGuard();
