import { oneOf, section, text } from "./leaves";

/**
 * Where charts come from: a repository or registry, the official one unless `url` names another, or a folder.
 * @param folder what the folder must hold, as messages say it
 */
export const chartSource = (folder: string) =>
  section({
    from: oneOf(["repository", "oci", "folder"]).default("repository"),
    url: text("the address of a chart repository or registry, such as https://charts.example.com/istio").optional(),
    path: text(folder).optional(),
  });
