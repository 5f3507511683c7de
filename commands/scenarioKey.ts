import { parseDocument } from "yaml";

/** The text of a stack file with the scenario in it, or without one; comments and order stay. */
export function withScenarioKey(text: string, name: string): string {
  const document = parseDocument(text);
  const key = ["config", "istio-mesh:scenario"];
  if (name === "none") document.deleteIn(key);
  else document.setIn(key, name);
  return document.toString({ lineWidth: 0 });
}
