import type { AppSettings, SockShopSettings } from "./schema";

/** Versions of Sock Shop's services that may have several, the one that gets all calls by default first. */
export function sockShopVersions({ frontEndV2, faultyCarts }: SockShopSettings): Record<string, readonly string[]> {
  return {
    "front-end": frontEndV2 ? ["v1", "v2"] : ["v1"],
    carts: faultyCarts ? ["v1", "faulty"] : ["v1"],
  };
}

/** Versions of Bookinfo's services that have several. */
export const bookinfoVersions: Record<string, readonly string[]> = { reviews: ["v1", "v2", "v3"] };

/** Versions of a person's own app, the one that gets all calls by default first; none where it is just one image. */
export const versionsOf = ({ versions = [] }: Pick<AppSettings, "versions">): string[] =>
  versions.map(({ name }) => name);
