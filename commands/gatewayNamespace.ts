import type { MeshSettings } from "../config";
import { sailSettings } from "../config/mesh/sail";

/** Where the ingress gateway's Service lies, and with it the Routes to it. */
export const gatewayNamespace = (mesh: MeshSettings): string =>
  mesh.kind === "sail" ? sailSettings(mesh).gateway.namespace : mesh.namespace.name;
