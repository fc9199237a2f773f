import { useEffect, useState } from "react";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";

/** Whether the link of a reset is known to hold no more. It is asked as the page opens; where no answer comes, the reset tells. */
export function useDeadLink(token: string | null): boolean {
  const [dead, setDead] = useState<string | null>(null);
  useEffect(() => {
    if (!token) return;
    let isOver = false;
    void isDead(token).then((found) => {
      if (found && !isOver) setDead(token);
    });
    return () => {
      isOver = true;
    };
  }, [token]);
  return dead !== null && dead === token;
}

async function isDead(token: string): Promise<boolean> {
  try {
    const { checkResetLinkContract } = await import("@/lib/features/accounts/recovery-contract");
    await call(checkResetLinkContract, { body: { token } });
    return false;
  } catch (error) {
    return error instanceof CallError && error.problems.some(({ path }) => path === "token");
  }
}
