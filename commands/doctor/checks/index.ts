import type { Check } from "../finding";
import { analysis } from "./analysis";
import { controlPlane } from "./controlPlane";
import { crds } from "./crds";
import { ingressGateway } from "./ingressGateway";
import { members } from "./members";
import { proxies } from "./proxies";
import { sidecars } from "./sidecars";
import { virtualHosts } from "./virtualHosts";
import { webhooks } from "./webhooks";

/** What `make doctor` looks at, in the order in which it says so. */
export const checks: Check[] = [
  controlPlane,
  ingressGateway,
  members,
  proxies,
  virtualHosts,
  webhooks,
  crds,
  sidecars,
  analysis,
];
