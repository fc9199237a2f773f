const storageKey = "latchkey-invitation";

/**
 * The secret of the invitation that was opened. It comes from the address's fragment, which is cleared at once so that
 * no history keeps it. This tab keeps it while its user signs in. Null without one.
 */
export function takeInvitationToken(): string | null {
  const { hash, pathname } = window.location;
  if (hash.length > 1) {
    window.sessionStorage.setItem(storageKey, hash.slice(1));
    window.history.replaceState(window.history.state, "", pathname);
  }
  return window.sessionStorage.getItem(storageKey);
}

/** Forgets it, once it has been used or holds no more. */
export function forgetInvitationToken(): void {
  window.sessionStorage.removeItem(storageKey);
}
