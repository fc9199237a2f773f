"use client";
import { useEffect, useState } from "react";
import { CallError } from "@/lib/http/call-error";

/**
 * The token of a mailed link, and how to forget it once it was used; null until the page has looked. `email` is whom the link
 * says it is for, empty where it says nothing.
 */
export type LinkToken = { token: string | null; email: string; forget: () => void };

/**
 * Takes the token of a mailed link out of the address's fragment at once, so that no history keeps it. This tab's own
 * memory keeps it under `name`, through a reload and a sign-in on the way. Empty where there is none.
 */
export function useLinkToken(name: string): LinkToken {
  const [token, setToken] = useState<string | null>(null);
  const [email, setEmail] = useState("");
  useEffect(() => {
    const take = () => {
      const fragment = new URLSearchParams(window.location.hash.slice(1));
      const given = fragment.get("token");
      if (given) {
        sessionStorage.setItem(name, given);
        // The query stays: without it this would be another page, which Next loads anew.
        window.history.replaceState(null, "", window.location.pathname + window.location.search);
      }
      setEmail((known) => (given ? (fragment.get("email") ?? "") : known));
      setToken(given ?? sessionStorage.getItem(name) ?? "");
    };
    take();
    // Another link opened in this tab changes nothing but the fragment.
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, [name]);
  return { token, email, forget: () => sessionStorage.removeItem(name) };
}

/** A refusal of a link's token, as one of the whole form: the token is in no field, and stands on no page. Null for other failures. */
export function linkRefusal(error: unknown): CallError | null {
  if (!(error instanceof CallError)) return null;
  const problem = error.problems.find(({ path }) => path === "token");
  return problem ? new CallError(`This link ${problem.message}.`, error.status, error.code) : null;
}

/** What a form's call catches its failures by: rethrows a refusal of the link's token as {@link linkRefusal} has it. */
export function aboutLink(error: unknown): never {
  throw linkRefusal(error) ?? error;
}
