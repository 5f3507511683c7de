import type { sockShopImages } from "../../versions";
import { fortioImage } from "../../versions";
import type { AppContainer } from "./container";
import { echoOnly, fortioServer } from "./fortio";

type ContainerName = Exclude<keyof typeof sockShopImages, "front-end-v2">;
type SockShopContainer = Omit<AppContainer, "image">;

const http = [{ name: "http", number: 80 }];
const appUser = { id: 10001, group: 10001 };
const small = { cpu: "20m", memory: "32Mi", memoryLimit: "200Mi" };

/** The Go services: one binary. */
const goService: SockShopContainer = { ports: http, user: appUser, healthPath: "/health", resources: small };

/** The Spring Boot services: a JVM that unpacks into /tmp. */
const javaService: SockShopContainer = {
  ports: http,
  user: appUser,
  writable: ["/tmp"],
  healthPath: "/health",
  env: {
    JAVA_OPTS: "-Xms64m -Xmx128m -XX:+UseG1GC -Djava.security.egd=file:/dev/urandom -Dspring.zipkin.enabled=false",
  },
  resources: { cpu: "50m", memory: "200Mi", memoryLimit: "500Mi" },
};

const mongo: SockShopContainer = {
  ports: [{ name: "mongo", number: 27017 }],
  user: { id: 999, group: 999 },
  writable: ["/data/db", "/tmp"],
  resources: { cpu: "20m", memory: "64Mi", memoryLimit: "512Mi" },
};

/** Every version of the front-end, but for its image. */
export const frontEnd: SockShopContainer = {
  ports: [{ name: "http", number: 8079, servicePort: 80 }],
  user: appUser,
  env: { SESSION_REDIS: "true" },
  healthPath: "/",
  resources: { cpu: "50m", memory: "128Mi", memoryLimit: "1000Mi" },
};

/** A server in place of carts that hangs for a minute, unless the URL asks for something: `/items?status=503`. */
export const faultyCarts: AppContainer = fortioServer({
  image: fortioImage,
  port: 80,
  args: [...echoOnly, "-echo-server-default-params", "delay=60s", "-max-echo-delay", "60s"],
});

/**
 * Sock Shop's 14 services and the containers of each, as its official manifests describe them
 * (microservices-demo/microservices-demo, deploy/kubernetes/complete-demo.yaml).
 */
export const sockShopServices: Record<string, Partial<Record<ContainerName, SockShopContainer>>> = {
  carts: { carts: javaService },
  "carts-db": { "carts-db": mongo },
  catalogue: { catalogue: { ...goService, command: ["/app"], args: ["-port=80"] } },
  "catalogue-db": {
    "catalogue-db": {
      ports: [{ name: "mysql", number: 3306 }],
      user: { id: 999, group: 999 },
      writable: ["/var/lib/mysql", "/var/run/mysqld", "/tmp"],
      // Nobody needs root: the catalogue has an account of its own, which comes with the image's data.
      env: { MYSQL_RANDOM_ROOT_PASSWORD: "yes", MYSQL_DATABASE: "socksdb" },
      resources: { cpu: "20m", memory: "256Mi", memoryLimit: "1Gi" },
    },
  },
  "front-end": { "front-end": frontEnd },
  orders: { orders: javaService },
  "orders-db": { "orders-db": mongo },
  payment: { payment: goService },
  "queue-master": { "queue-master": javaService },
  rabbitmq: {
    rabbitmq: {
      ports: [
        { name: "tcp-amqp", number: 5672 },
        { name: "http-management", number: 15672, servicePort: "none" },
      ],
      user: { id: 999, group: 999 },
      writable: ["/var/lib/rabbitmq", "/tmp"],
      resources: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
    },
    "rabbitmq-exporter": {
      ports: [{ name: "http-metrics", number: 9090 }],
      user: { id: 65532, group: 65532 },
      env: { PUBLISH_PORT: "9090" },
      resources: { cpu: "10m", memory: "16Mi", memoryLimit: "128Mi" },
    },
  },
  "session-db": {
    "session-db": {
      ports: [{ name: "redis", number: 6379 }],
      user: { id: 999, group: 1000 },
      writable: ["/data"],
      resources: { cpu: "10m", memory: "16Mi", memoryLimit: "128Mi" },
    },
  },
  shipping: { shipping: { ...javaService, env: { ...javaService.env, ZIPKIN: "zipkin.jaeger.svc.cluster.local" } } },
  user: { user: { ...goService, env: { mongo: "user-db:27017" } } },
  // Its data folder is a volume of the image that already holds the demo's customers: nothing may be mounted over it.
  "user-db": { "user-db": { ...mongo, writable: ["/tmp"] } },
};
