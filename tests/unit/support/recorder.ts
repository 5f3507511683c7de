import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

/** One resource as the program registered it. */
export interface Registered {
  type: string;
  name: string;
  urn: string;
  parent: string;
  inputs: Inputs;
  /** URN::id of its provider. */
  provider: string;
  /** URNs of what it depends on, all it was given. */
  dependencies: string[];
  /** URN of what takes it along when deleted; empty: nothing. */
  deletedWith: string;
}

/** The part of the engine's request that Pulumi's mocks keep from a test. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getDependenciesList(): string[];
  getDeletedwith(): string;
}

type Register = (request: Request, callback: (error: unknown, response?: { getUrn(): string }) => void) => unknown;

/** Runs a piece of a program under Pulumi's mocks and returns what it registered, in that order. */
export async function record(run: () => unknown, stack = "test"): Promise<Registered[]> {
  const recorded: Registered[] = [];
  const inputsOf = new Map<string, Inputs>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        inputsOf.set(`${type} ${name}`, inputs as Inputs);
        return { id: `${name}-id`, state: inputs as object };
      },
      call: ({ inputs }) => inputs as object,
    },
    "istio-mesh",
    stack,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (response) {
        const [type, name] = [request.getType(), request.getName()];
        recorded.push({
          type,
          name,
          urn: response.getUrn(),
          parent: request.getParent(),
          inputs: inputsOf.get(`${type} ${name}`)!,
          provider: request.getProvider(),
          dependencies: request.getDependenciesList(),
          deletedWith: request.getDeletedwith(),
        });
      }
      callback(error, response);
    });
  await run();
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  return recorded.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

/** The one resource of that name; a name that is not there, or there twice, fails the test. */
export function named(resources: readonly Registered[], name: string, type = ""): Registered {
  const found = resources.filter((resource) => resource.name === name && resource.type.includes(type));
  if (found.length !== 1) {
    throw new Error(`${found.length} resources named ${name} among:\n${resources.map((one) => one.name).join("\n")}`);
  }
  return found[0]!;
}

/** All resources of a kind, whatever its version: "Deployment", "VirtualService", "Release". */
export function ofKind(resources: readonly Registered[], kind: string): Registered[] {
  return resources.filter(({ type }) => type.split(":").at(-1) === kind);
}

/** URNs of everything a resource depends on, through others and through parents, as the engine orders by. */
export function allDependencies(resources: readonly Registered[], of: Registered): Set<string> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const reached = new Set<string>();
  const visit = ({ dependencies, parent }: Registered) => {
    for (const urn of [...dependencies, parent]) {
      const next = byUrn.get(urn);
      if (next && !reached.has(urn)) {
        reached.add(urn);
        visit(next);
      }
    }
  };
  visit(of);
  return reached;
}
