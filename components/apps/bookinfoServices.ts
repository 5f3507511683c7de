import type { bookinfoImages } from "../../versions";
import type { AppContainer } from "./container";

type BookinfoContainer = Omit<AppContainer, "image">;

/** One version of a service: its one container, and which of the images it runs. */
interface BookinfoVersion {
  image: keyof typeof bookinfoImages;
  container: BookinfoContainer;
}

/** What all of them have in common; the user is the one that their images name. */
const common: BookinfoContainer = {
  ports: [{ name: "http", number: 9080 }],
  user: { id: 1000, group: 1000 },
  healthPath: "/health",
  resources: { cpu: "20m", memory: "64Mi", memoryLimit: "256Mi" },
};

/** Flask behind gunicorn with eight workers. */
const productpage: BookinfoContainer = {
  ...common,
  writable: ["/tmp"],
  env: {
    DETAILS_HOSTNAME: "details",
    DETAILS_SERVICE_PORT: "9080",
    RATINGS_HOSTNAME: "ratings",
    RATINGS_SERVICE_PORT: "9080",
    REVIEWS_HOSTNAME: "reviews",
    REVIEWS_SERVICE_PORT: "9080",
  },
  resources: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
};

/** Where Open Liberty keeps the server's configuration in its image. */
const libertyServer = "/opt/ol/wlp/usr/servers/defaultServer";

const reviews: BookinfoContainer = {
  ...common,
  user: { id: 1001, group: 1001 },
  env: { LOG_DIR: "/tmp/logs" },
  writable: [
    "/tmp",
    // The manifest's, from the days when the image was built on WebSphere Liberty; then Open Liberty's.
    "/opt/ibm/wlp/output",
    "/opt/ol/wlp/output",
    // Its start script writes a keystore's password there and gives up where it cannot (istio/istio#56032).
    `${libertyServer}/configDropins/defaults`,
    `${libertyServer}/configDropins/overrides`,
  ],
  resources: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
};

/**
 * Bookinfo's services and the versions of each, as its official manifest describes them (istio/istio,
 * samples/bookinfo/platform/kube/bookinfo.yaml), but with a read-only root.
 */
export const bookinfoServices: Record<string, Record<string, BookinfoVersion>> = {
  productpage: { v1: { image: "productpage", container: productpage } },
  details: { v1: { image: "details", container: common } },
  ratings: { v1: { image: "ratings", container: common } },
  reviews: {
    v1: { image: "reviews-v1", container: reviews },
    v2: { image: "reviews-v2", container: reviews },
    v3: { image: "reviews-v3", container: reviews },
  },
};
