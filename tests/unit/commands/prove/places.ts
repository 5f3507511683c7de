import { Place } from "../../../../commands/prove/place";
import { parseSettings, type RawSettings } from "../../../../config";

const namespaces = [{ name: "shop" }, { name: "books" }, { name: "tools" }, { name: "far", injection: "disabled" }];

/** A stack's settings with the shop, in names that are no default. */
export const settings = (more: RawSettings = {}) =>
  parseSettings({ namespaces, sockShop: { namespace: "shop", host: "shop.example.com" }, ...more });

/** All that scenarios need beside the shop. */
export const needs: RawSettings = {
  bookinfo: { namespace: "books", host: "books.example.com" },
  loadGenerator: { namespace: "tools" },
  outsider: { namespace: "far" },
};

export const gateway = { namespace: "mesh", service: "entrance", httpPort: 80 };

/** A stack with all of it. */
export const place = new Place(settings(needs), gateway);
