import { z } from "zod";

const units = ["y", "w", "d", "h", "m", "s"];
const form = new RegExp(`^${units.map((unit) => `(?:\\d+${unit})?`).join("")}$`);

/**
 * A length of time as Prometheus writes it: whole numbers with units from large to small, such as 15s, 1h30m or 15d
 * (prometheus/common: model/time.go, ParseDuration). At least one second.
 */
export const prometheusDuration = () => {
  const error = "a duration as Prometheus writes it, at least 1s, such as 15s, 6h or 15d";
  return z.string({ error }).refine((text) => form.test(text) && /[1-9]/.test(text), { error });
};
