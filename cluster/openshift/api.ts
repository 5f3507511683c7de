import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { pki } from "../pki";

/** Any object of the API server, as far as the simulations look into it. */
export interface ApiObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    [field: string]: unknown;
  };
  // Their shape is the schema's business; what is read is written by the simulation itself or checked where it is read.
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  [field: string]: unknown;
}

/** The API server refused: with its own message and its status. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Kubeconfig {
  clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
  users: { user: { "client-certificate-data": string; "client-key-data": string } }[];
}

const patchTypes = { merge: "application/merge-patch+json", json: "application/json" };

/** The few calls of the Kubernetes API that the simulations make, as the cluster's administrator. */
export class Api {
  private readonly server: string;
  private readonly agent: Agent;

  constructor(kubeconfig = pki("admin.kubeconfig")) {
    const { clusters, users } = JSON.parse(readFileSync(kubeconfig, "utf8")) as Kubeconfig;
    const [{ cluster }, { user }] = [clusters[0]!, users[0]!];
    const bytes = (base64: string) => Buffer.from(base64, "base64");
    this.server = cluster.server;
    this.agent = new Agent({
      keepAlive: true,
      ca: bytes(cluster["certificate-authority-data"]),
      cert: bytes(user["client-certificate-data"]),
      key: bytes(user["client-key-data"]),
    });
  }

  get = (path: string): Promise<ApiObject> => this.call("GET", path);
  create = (path: string, object: object): Promise<ApiObject> => this.call("POST", path, object);
  /** Merges into the object: what is left out stays, null removes. */
  merge = (path: string, patch: object): Promise<ApiObject> => this.call("PATCH", path, patch, patchTypes.merge);

  /**
   * All objects below `path`, by namespace and name, kept up to date as long as the process lives; `changed` is called after
   * each change, the first time when all are known. Where the kind is not served yet, or the API server goes away, it is tried
   * again every second; to try alone does not keep the process alive.
   */
  follow(path: string, changed: () => void): ReadonlyMap<string, ApiObject> {
    const known = new Map<string, ApiObject>();
    const keyOf = ({ metadata }: ApiObject) => `${metadata.namespace ?? ""}/${metadata.name}`;
    const once = async () => {
      const list = (await this.call("GET", path)) as ApiObject & { items: ApiObject[] };
      known.clear();
      for (const object of list.items) known.set(keyOf(object), object);
      changed();
      const version = list.metadata.resourceVersion ?? "";
      const events = await this.open("GET", `${path}?watch=true&allowWatchBookmarks=true&resourceVersion=${version}`);
      for await (const line of createInterface({ input: events })) {
        const { type, object } = JSON.parse(line) as { type: string; object: ApiObject };
        if (type === "ERROR") return;
        if (type === "BOOKMARK") continue;
        if (type === "DELETED") known.delete(keyOf(object));
        else known.set(keyOf(object), object);
        changed();
      }
    };
    const forever = (): void => {
      const again = () => setTimeout(forever, 1000).unref();
      once().then(again, again);
    };
    forever();
    return known;
  }

  private async call(method: string, path: string, body?: object, type = patchTypes.json): Promise<ApiObject> {
    const answer = await this.open(method, path, body, type);
    return JSON.parse(await text(answer)) as ApiObject;
  }

  private open(method: string, path: string, body?: object, type = patchTypes.json): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = body ? { "Content-Type": type } : {};
      const call = request(this.server + path, { method, agent: this.agent, headers }, (answer) => {
        const status = answer.statusCode ?? 0;
        if (status < 300) return resolve(answer);
        text(answer).then(
          (said) => reject(new ApiError(status, messageOf(said, `${method} ${path}: ${status}`))),
          reject,
        );
      });
      call.once("error", reject);
      call.end(body && JSON.stringify(body));
    });
  }
}

/** The API server's own words, where the answer is one of its own. */
function messageOf(said: string, otherwise: string): string {
  try {
    return (JSON.parse(said) as { message?: string }).message ?? otherwise;
  } catch {
    return otherwise;
  }
}
