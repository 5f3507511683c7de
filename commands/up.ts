import { main } from "./main";
import { rollOut } from "./rollOut";

/** `make up`: what the stack's file says comes into being. */
main(() => rollOut());
