import * as z from "zod";

// Imported before any rule, since a schema asks when it is made: each judges a rule's settings once, and code made for that would
// cost more than it saves.
z.config({ jitless: true });
