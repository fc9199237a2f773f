/** How many tokens are in use and may be, with the plan's name; `blocked` says why no further one can be made. */
export function tokenAllowance(active: number, maximum: number, planLabel: string) {
  if (maximum === 0) {
    return {
      summary: `0 of 0 on ${planLabel}`,
      blocked: `Personal access tokens are not part of the ${planLabel} plan.`,
    };
  }
  return {
    summary: `${active} of ${maximum} on ${planLabel}`,
    blocked:
      active >= maximum ? `All ${maximum} of the ${planLabel} plan are in use. Revoke one, or change the plan.` : null,
  };
}

const dayMs = 86_400_000;
const soonMs = 7 * dayMs;

/** The action that ends a token: one that still works is revoked, an expired one only taken off the list. */
export function endingVerb({ status }: { status: "active" | "expired" }): "Revoke" | "Remove" {
  return status === "expired" ? "Remove" : "Revoke";
}

/** A token's state in words. */
export function tokenStatus(
  token: { status: "active" | "expired"; expires_at: string; policy_ends_at?: string | null },
  nowMs: number,
) {
  const leftMs = Date.parse(token.expires_at) - nowMs;
  if (token.status === "expired" || leftMs <= 0) return { label: "Expired", tone: "danger" } as const;
  if (token.policy_ends_at) return { label: "Stops by policy", tone: "warning" } as const;
  if (leftMs <= soonMs) return { label: "Expires soon", tone: "warning" } as const;
  return { label: "Active", tone: "success" } as const;
}
