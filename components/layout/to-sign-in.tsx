"use client";
import { redirect, usePathname, useSearchParams } from "next/navigation";

/**
 * Leads to the sign-in page and back here afterwards. It is a component of the client, because a server's layout is not
 * told the address that it is drawn for. Rendered on the server first, it is an ordinary HTTP redirect all the same.
 */
export function ToSignIn(): never {
  const path = usePathname();
  const search = useSearchParams().toString();
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(search ? `${path}?${search}` : path)}`);
}
