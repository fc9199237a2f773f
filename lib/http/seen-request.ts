import type { ProductId } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import type { ErrorKind } from "./api-error";
import type { Contract } from "./contract";
import type { LimitReason } from "./refusal-guide";

/** What the gate decided: that a request is let in, what it is refused for, or which window has no room for it. */
export type Verdict = "admitted" | "preflight" | ErrorKind | LimitReason;

/** What the gate learned of a request. */
export type GateSight = {
  /** The endpoint, where the path leads to one. */
  contract: Contract | null;
  product: ProductId;
  /** Whose credential came with it, also where it was refused. */
  principal: Principal | null;
  verdict: Verdict;
};

/** What is learned of a request on its way, for the request log and the metrics: facts alone, nothing that a client sent. */
export type SeenRequest = {
  /** Null for pages, and for what the edge refused. */
  gate: GateSight | null;
  /** The page as the build names it (`/prompts/[id]`), or `file`; null for what is neither. */
  page: string | null;
};

/** What a request is like before anybody looked. */
export function nothingSeen(): SeenRequest {
  return { gate: null, page: null };
}
