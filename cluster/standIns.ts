import { bookinfoImages, sockShopImages } from "../versions";

/** How one stand-in behaves: the ports of the real program, and whom it calls (see tools/stand-in/main.go). */
interface Behaviour {
  /** Who it says it is, where the image's reference does not say so. */
  name?: string;
  version?: string;
  http?: number[];
  tcp?: number[];
  calls?: string;
}

const frontEnd: Behaviour = {
  http: [8079],
  calls:
    "/catalogue=http://catalogue/catalogue;/cart=http://carts/carts;/customers=http://user/customers;" +
    "/login=http://user/login;/orders=http://orders/orders",
};

/**
 * Sock Shop's call graph, as its real services have it: front-end calls carts, catalogue, user and orders; orders
 * calls carts, payment, shipping and user.
 */
const sockShop: Record<keyof typeof sockShopImages, Behaviour> = {
  "front-end": frontEnd,
  "front-end-v2": frontEnd,
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

/**
 * Bookinfo's call graph: productpage calls details and reviews for its page, and the one that was asked for in its API;
 * reviews calls ratings from its second version on.
 */
const bookinfo: Record<keyof typeof bookinfoImages, Behaviour> = {
  productpage: {
    name: "productpage",
    version: "v1",
    http: [9080],
    calls:
      "/productpage=http://details:9080/details/0,http://reviews:9080/reviews/0;" +
      "/api/v1/products/0/reviews=http://reviews:9080/reviews/0;" +
      "/api/v1/products/0/ratings=http://ratings:9080/ratings/0;" +
      "/api/v1/products/=http://details:9080/details/0",
  },
  details: { name: "details", version: "v1", http: [9080] },
  ratings: { name: "ratings", version: "v1", http: [9080] },
  "reviews-v1": { name: "reviews", version: "v1", http: [9080] },
  "reviews-v2": { name: "reviews", version: "v2", http: [9080], calls: "/reviews=http://ratings:9080/ratings/0" },
  "reviews-v3": { name: "reviews", version: "v3", http: [9080], calls: "/reviews=http://ratings:9080/ratings/0" },
};

/** The name and version in an image reference: "weaveworksdemos/carts:0.4.8" → carts, 0.4.8. */
export function nameAndVersion(image: string): { name: string; version: string } {
  const [name = "", version = ""] = (image.split("/").pop() ?? "").split(":");
  return { name, version };
}

/** The environment of each application image that the stand-in takes the place of. */
export function standIns(): { image: string; env: Record<string, string> }[] {
  const byImage = new Map([...behaviours(sockShopImages, sockShop), ...behaviours(bookinfoImages, bookinfo)]);
  return [...byImage].map(([image, { name, version, http = [], tcp = [], calls = "" }]) => {
    const said = nameAndVersion(image);
    return {
      image,
      env: {
        STAND_IN_NAME: name ?? said.name,
        STAND_IN_VERSION: version ?? said.version,
        STAND_IN_HTTP: http.join(),
        STAND_IN_TCP: tcp.join(),
        STAND_IN_CALLS: calls,
      },
    };
  });
}

/** What the program behind each image of a table does, by image. */
function behaviours<Key extends string>(
  images: Record<Key, string>,
  table: Record<Key, Behaviour>,
): [image: string, behaviour: Behaviour][] {
  return Object.entries<Behaviour>(table).map(([key, behaviour]) => [images[key as Key], behaviour]);
}
