import { existsSync } from "node:fs";

/** In a packaged release: what it is. */
export const packagedMarker = "release.json";

/** Whether we run from a packaged release, in which everything is installed, generated and built already. */
export function isPackaged() {
  return existsSync(packagedMarker);
}
