import { sockShopImages } from "../versions";

/** How one stand-in behaves: the ports of the real program, and whom it calls (see tools/stand-in/main.go). */
interface Behaviour {
  http?: number[];
  tcp?: number[];
  calls?: string;
}

/**
 * Sock Shop's call graph, as its real services have it: front-end calls carts, catalogue, user and orders; orders
 * calls carts, payment, shipping and user.
 */
const sockShop: Record<keyof typeof sockShopImages, Behaviour> = {
  "front-end": {
    http: [8079],
    calls:
      "/catalogue=http://catalogue/catalogue;/cart=http://carts/carts;/customers=http://user/customers;" +
      "/login=http://user/login;/orders=http://orders/orders",
  },
  orders: {
    http: [80],
    calls: "/orders=http://user/customers,http://carts/carts,http://payment/paymentAuth,http://shipping/shipping",
  },
  carts: { http: [80] },
  catalogue: { http: [80] },
  payment: { http: [80] },
  "queue-master": { http: [80] },
  shipping: { http: [80] },
  user: { http: [80] },
  "carts-db": { tcp: [27017] },
  "orders-db": { tcp: [27017] },
  "user-db": { tcp: [27017] },
  "catalogue-db": { tcp: [3306] },
  "session-db": { tcp: [6379] },
  rabbitmq: { tcp: [5672], http: [15672] },
  "rabbitmq-exporter": { http: [9090] },
};

/** The name and version in an image reference: "weaveworksdemos/carts:0.4.8" → carts, 0.4.8. */
export function nameAndVersion(image: string): { name: string; version: string } {
  const [name = "", version = ""] = (image.split("/").pop() ?? "").split(":");
  return { name, version };
}

/** The environment of each application image that the stand-in takes the place of. */
export function standIns(): { image: string; env: Record<string, string> }[] {
  const byImage = new Map(
    Object.entries(sockShop).map(([key, behaviour]) => [sockShopImages[key as never] as string, behaviour]),
  );
  return [...byImage].map(([image, { http = [], tcp = [], calls = "" }]) => {
    const { name, version } = nameAndVersion(image);
    return {
      image,
      env: {
        STAND_IN_NAME: name,
        STAND_IN_VERSION: version,
        STAND_IN_HTTP: http.join(),
        STAND_IN_TCP: tcp.join(),
        STAND_IN_CALLS: calls,
      },
    };
  });
}
