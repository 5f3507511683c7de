import { addons } from "./addons";
import { badConfig } from "./badConfig";
import { canary } from "./canary";
import { cluster } from "./cluster";
import { doctor } from "./doctor";
import { down } from "./down";
import { environments } from "./environments";
import { ingressTls } from "./ingressTls";
import { legacy } from "./legacy";
import { openshift } from "./openshift";
import { ownApp } from "./ownApp";
import { ownProgram } from "./ownProgram";
import { parity } from "./parity";
import { policy } from "./policy";
import { prove } from "./prove";
import { recovery } from "./recovery";
import { up } from "./up";
import { validation } from "./validation";

/** The parts need each other's end state, so they run in this order, on a local cluster that starts anew. */
describe("end to end on the local cluster", function () {
  this.timeout("15m");
  // These two stop their own clusters.
  openshift();
  legacy();
  badConfig();
  up();
  doctor();
  validation();
  policy();
  ownProgram();
  parity();
  canary();
  prove();
  environments();
  ownApp();
  ingressTls();
  addons();
  down();
  recovery();
  cluster();
});
