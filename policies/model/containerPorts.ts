import type { Field } from "./field";
import { knownGet, knownItems } from "./known";

/** The ports that the containers of a pod declare, those of containers that start before it too. */
export interface DeclaredPorts {
  ports: Field[];
  /** Whether these are all, each with its name and number. */
  known: boolean;
}

export function declaredPorts(pod: Field): DeclaredPorts {
  const lists = ["containers", "initContainers"].map((name) => knownGet(pod, name));
  const containers = lists.flatMap(knownItems);
  const declared = containers.map((one) => knownGet(one, "ports"));
  const ports = declared.flatMap(knownItems);
  const values = ports.flatMap((port) => ["name", "containerPort", "hostPort"].map((name) => knownGet(port, name)));
  const known = [pod, ...lists, ...containers, ...declared, ...ports, ...values].every((field) => !field.unknown);
  return { ports, known };
}
