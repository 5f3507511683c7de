import type { RawSettings } from "../config";
import { merge } from "../config/merge";
import type { Need } from "./scenario";

/** Where a server and a client outside of the mesh live. */
export const outsideNamespace = "outside-the-mesh";
const bookinfoNamespace = "bookinfo";

type Group = Record<string, unknown>;

/** A stack's settings with what scenarios need of it; what it has already stays as it is. */
export function withNeeds(stack: RawSettings, needs: readonly Need[]): RawSettings {
  return [...new Set(needs)].reduce((settings, need) => add[need](settings), stack);
}

const add: Record<Need, (stack: RawSettings) => RawSettings> = {
  loadGenerator: (stack) => ({
    ...stack,
    loadGenerator: stack.loadGenerator ?? { namespace: (stack.sockShop as Group | undefined)?.namespace },
  }),
  outsider: (stack) =>
    stack.outsider
      ? stack
      : {
          ...withNamespace(stack, { name: outsideNamespace, injection: "disabled" }),
          outsider: { namespace: outsideNamespace },
        },
  frontEndV2: (stack) => merge(stack, { sockShop: { frontEndV2: true } }),
  faultyCarts: (stack) => merge(stack, { sockShop: { faultyCarts: true } }),
  bookinfo: (stack) =>
    stack.bookinfo
      ? isOff(stack.bookinfo)
        ? merge(stack, { bookinfo: { enabled: true } })
        : stack
      : {
          ...withNamespace(stack, { name: bookinfoNamespace }),
          bookinfo: { namespace: bookinfoNamespace, host: "bookinfo.example.com" },
        },
  egressGateway: (stack) => merge(stack, { mesh: { components: { egressGateway: true } } }),
};

const isOff = (sample: unknown) => (sample as Group).enabled === false;

function withNamespace(stack: RawSettings, namespace: { name: string; injection?: string }): RawSettings {
  const list = (Array.isArray(stack.namespaces) ? stack.namespaces : []) as ({ name?: unknown } | null)[];
  return list.some((one) => one?.name === namespace.name) ? stack : { ...stack, namespaces: [...list, namespace] };
}
