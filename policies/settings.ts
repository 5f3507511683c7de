import * as z from "zod";
import { isHostName, normalized, tooBroad } from "./model/names";

/** A setting: a domain that one owner can have as a whole. */
export const domain = z.string().superRefine((given, context) => {
  const name = normalized(given);
  const problem = isHostName(name) ? tooBroad(name) : "it is not a domain name";
  if (problem)
    context.addIssue(`"${given}" is refused, ${problem}; write a domain of yours such as "apps.example.com"`);
});

/** A setting: a host name, or `*.` and a domain that one owner can have as a whole. */
export const hostOrWildcard = z.string().superRefine((given, context) => {
  const name = normalized(given);
  const rest = name.replace(/^\*\./, "");
  const broad = rest === name ? undefined : tooBroad(rest);
  const problem = isHostName(rest) ? broad : "it is not a host name";
  if (problem) context.addIssue(`"${given}" is refused, ${problem}; write "api.example.com" or "*.example.com"`);
});
