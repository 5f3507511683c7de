import { join } from "node:path";
import { toolFolder } from "../../tools/cache";
import { findTool } from "../../tools/catalog";

/** Where a program or a chart of Istio 1.5 is. Call after ensureTools. */
export const ofLegacyIstio = (...path: string[]): string => join(toolFolder(findTool("istio-1.5")), ...path);
