"use client";
import { CallError, sessionEnded } from "@/lib/http/call-error";

/**
 * A 401 of the dashboard's endpoints says that the session was ended or has expired. On the sign-in page itself it is a
 * wrong proof, which its form tells of, as one of the portal tells that the way in is the company's. Readers who would
 * rather keep the page for what they typed there stay on it.
 */
export function signInAgain(error: Error): void {
  const { pathname, search } = window.location;
  if (!(error instanceof CallError && error.status === 401) || error.code === sessionEnded) return;
  if (/^\/(sign-in|portal)$/.test(pathname)) return;
  window.location.assign(`/sign-in?error=SessionRequired&callbackUrl=${encodeURIComponent(pathname + search)}`);
}

/** The same for pages that nobody signs in to: they show themselves what an ended session means. */
export function reloadWhenEnded(error: Error): void {
  if (error instanceof CallError && error.status === 401) window.location.reload();
}
