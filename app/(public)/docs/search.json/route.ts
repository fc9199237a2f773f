import { reference } from "@/app/(public)/docs/reference";
import { searchIndexOf } from "@/components/reference/search-index";

/** What the search of the reference looks through. */
export function GET(): Response {
  return Response.json(searchIndexOf(reference()));
}
