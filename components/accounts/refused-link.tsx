"use client";
import { useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { type LinkToken, linkRefusal } from "./use-link-token";

/**
 * Whether the server refused this link's token, which is forgotten then, and what a form's call catches its failures by, so that
 * this is known.
 */
export function useRefusedLink({ token, forget }: LinkToken): { refused: boolean; about: (error: unknown) => never } {
  // By its token: another link that is opened in this tab may hold.
  const [known, setKnown] = useState<string | null>(null);
  const about = (error: unknown) => {
    const refusal = linkRefusal(error);
    // Other failures may pass: the button stays for another try.
    if (refusal) {
      setKnown(token);
      forget();
    }
    throw refusal ?? error;
  };
  return { refused: known !== null && known === token, about };
}

/** Where the form's button was, once its link was refused: pressing it again would do nothing. */
export function AfterRefusedLink({ children }: { children: string }) {
  return (
    <>
      <p className="text-sm text-muted">Nothing was changed. {children}</p>
      <a ref={takeFocus} href="/forgot-password" className={`${buttonClass()} w-full`}>
        Set a new password
      </a>
    </>
  );
}

/** The button that was pressed had the focus, and is gone. */
function takeFocus(link: HTMLAnchorElement | null) {
  link?.focus();
}
