import { Answer } from "@/lib/http/answer";

/** A page that is loaded with GET after any method (RFC 9700 section 4.12). */
export function seeOther(location: string): Answer {
  return new Answer(303, { location, "cache-control": "no-store" }, "");
}
