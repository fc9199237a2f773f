import "server-only";

/** The kind of job that makes one attempt of a delivery; its payload is `{ deliveryId, lane }`, the lane being the endpoint. */
export const deliverJob = "webhooks.deliver";
