import { badConfig } from "./badConfig";
import { cluster } from "./cluster";
import { down } from "./down";
import { environments } from "./environments";
import { policy } from "./policy";
import { recovery } from "./recovery";
import { up } from "./up";

/** The parts need each other's end state, so they run in this order, on a local cluster that starts anew. */
describe("end to end on the local cluster", function () {
  this.timeout("15m");
  badConfig();
  up();
  policy();
  environments();
  down();
  recovery();
  cluster();
});
