import { diagnose } from "./doctor/diagnose";
import { main } from "./main";

/** `make doctor`: what is wrong with the stack on its cluster, and what to do next; exit code 1 with an error. */
main(() => diagnose(console.log));
