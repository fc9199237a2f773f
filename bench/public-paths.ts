import { contractTable } from "@/lib/contract-table";
import { firstPages, statusPath } from "@/lib/http/pages/public-pages";
import { referencePaths } from "@/lib/http/reference-address";

/** Every page and file that anybody may look at, and the page for what is not there. */
export function publicPaths(): string[] {
  const reference = referencePaths(contractTable);
  const first = firstPages(reference).map(({ path }) => path);
  const markdown = ["/docs", ...reference].map((path) => `${path}.md`);
  return [...new Set([...first, ...reference, ...markdown, statusPath])];
}
