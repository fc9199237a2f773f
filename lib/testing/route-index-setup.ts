import { writeRouteIndex } from "@/scripts/route-index.mjs";

/** Writes the index of route files, which is no part of a clone, before a test imports it. */
export default async function setup(): Promise<void> {
  await writeRouteIndex();
}
