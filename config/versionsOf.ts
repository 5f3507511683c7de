import type { AppSettings, SockShopSettings } from "./schema";

/** Versions of Sock Shop's services that have several, the one that gets all calls by default first. */
export function sockShopVersions({ frontEndV2, faultyCarts }: SockShopSettings): Record<string, readonly string[]> {
  return {
    ...(frontEndV2 ? { "front-end": ["v1", "v2"] } : {}),
    ...(faultyCarts ? { carts: ["v1", "faulty"] } : {}),
  };
}

/** Versions of Bookinfo's services that have several. */
export const bookinfoVersions: Record<string, readonly string[]> = { reviews: ["v1", "v2", "v3"] };

/** Versions of a person's own app, the one that gets all calls by default first; without any it is one, v1. */
export const versionsOf = ({ versions }: Pick<AppSettings, "versions">): string[] =>
  versions?.map(({ name }) => name) ?? ["v1"];
