import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { bindContracts } from "@/lib/http/bindings";
import type { EdgeOptions, RequestHandler } from "@/lib/http/http-server";
import { beforeNext } from "@/lib/http/node-door";
import { enforce } from "@/middleware";
import { openEdge } from "./edge-server";

/** Answers `null` for every page, as one that the build calls `page`. */
const noPages =
  (page: string): RequestHandler =>
  async (_, response, arrival) => {
    arrival.seen.page = page;
    response.end("null");
  };

/** Opens an edge in front of the whole API, whose port it returns; closed after the test. */
export function openApiEdge(
  options: Partial<Pick<EdgeOptions, "answerFirst" | "onAnswered">>,
  page = "no page",
): Promise<number> {
  const api = { enforce, bindings: bindContracts(contractTable, routeFiles) };
  return openEdge({ handle: beforeNext(api, noPages(page)), ...options });
}
