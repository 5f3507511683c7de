import type { Report } from "../report";
import { junit } from "./junit";
import { sarif } from "./sarif";
import { text } from "./text";

/** How the command prints what it found. */
export const formats: Record<string, (report: Report) => string> = {
  text,
  json: ({ lines }) => JSON.stringify(lines, null, 2),
  sarif,
  junit,
};
