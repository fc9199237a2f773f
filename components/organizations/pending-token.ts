const storageKey = "latchkey-invitation";

/**
 * The secret of the invitation that was opened: from the address's fragment, which is cleared at once so that it stays in
 * no history, or kept by this tab while its user signs in. Null without one.
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
